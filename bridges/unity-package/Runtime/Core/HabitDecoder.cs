// The data of the commands that set what an avatar does of its own accord, and how fast.
namespace Kinesics
{
    public sealed class HabitDecoder
    {
        private readonly JsonReader reader;
        private readonly ValueReader values;

        public HabitDecoder(JsonReader reader, ValueReader values)
        {
            this.reader = reader;
            this.values = values;
        }

        public void SetAutoBlink(ref Change change)
        {
            change.Kind = ChangeKind.AutoBlink;
            bool told = false;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("enabled"))
                {
                    told = true;
                    change.X = values.ReadTruth("enabled") ? 1 : 0;
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(told, "enabled");
        }

        // In X whether, in Y and Z the pauses, in W how far; 0 leaves it as it is.
        public void SetAutoHead(ref Change change)
        {
            change.Kind = ChangeKind.AutoHead;
            bool told = false;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("enabled"))
                {
                    told = true;
                    change.X = values.ReadTruth("enabled") ? 1 : 0;
                }
                else if (member.Is("min_interval_s"))
                {
                    change.Y = values.ReadBetween("min_interval_s", 0.1f, 3600);
                }
                else if (member.Is("max_interval_s"))
                {
                    change.Z = values.ReadBetween("max_interval_s", 0.1f, 3600);
                }
                else if (member.Is("max_angle_deg"))
                {
                    change.W = values.ReadBetween("max_angle_deg", 0, 45);
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(told, "enabled");
            if (change.Y > 0 && change.Z > 0 && change.Y > change.Z)
            {
                values.Tell("'min_interval_s' is longer than 'max_interval_s'");
            }
        }

        public void SetTransitionSpeed(ref Change change)
        {
            change.Kind = ChangeKind.TransitionSpeed;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("speed"))
                {
                    change.X = values.ReadBetween("speed", 0.1f, 10);
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(change.X > 0, "speed");
        }
    }
}
