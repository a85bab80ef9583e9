// The data of a set_pose: straight into changes, with no dictionary in between.
namespace Kinesics
{
    public sealed class PoseDecoder
    {
        private readonly JsonReader reader;
        private readonly ValueReader values;
        private readonly Expressions expressions;

        public PoseDecoder(JsonReader reader, ValueReader values, Expressions expressions)
        {
            this.reader = reader;
            this.values = values;
            this.expressions = expressions;
        }

        public void Decode(DecodedLine into, int place)
        {
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("bones"))
                {
                    if (OpenObject("bones"))
                    {
                        DecodeBones(into, place);
                    }
                }
                else if (member.Is("expressions"))
                {
                    if (OpenObject("expressions"))
                    {
                        DecodeExpressions(into, place);
                    }
                }
                else if (member.Is("hips"))
                {
                    var change = new Change { Kind = ChangeKind.Hips, OfPose = true };
                    change.Command = place;
                    values.ReadVector("hips", ref change);
                    into.Add(ref change);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        private bool OpenObject(string member)
        {
            if (reader.Kind() == JsonKind.Object)
            {
                reader.Open();
                return true;
            }
            reader.Skip();
            values.Tell("'" + member + "' must be a JSON object");
            return false;
        }

        private void DecodeBones(DecodedLine into, int place)
        {
            var change = new Change { Kind = ChangeKind.Bone, OfPose = true, Command = place };
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                int bone = Bones.All.Find(member);
                if (bone < 0)
                {
                    values.TellUnknown("bone", member, Bones.All);
                }
                change.Number = (short)bone;
                values.ReadRotation(ref change);
                into.Add(ref change);
            }
        }

        private void DecodeExpressions(DecodedLine into, int place)
        {
            var change = new Change { Kind = ChangeKind.ExpressionNow, OfPose = true };
            change.Command = place;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                int expression = values.TooLong(member) ? -1 : expressions.Heard(member);
                change.X = values.ReadWeight();
                if (expression >= 0)
                {
                    change.Number = (short)expression;
                    into.Add(ref change);
                }
            }
        }
    }
}
