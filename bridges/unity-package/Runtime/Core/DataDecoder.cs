// The data of each command: what it must hold, and the changes that it stands for.
//
// Each of these reads an object to its end and returns what is wrong with it, or null. Members that
// it does not know are left to later versions.
using System;

namespace Kinesics
{
    public sealed class DataDecoder
    {
        private readonly JsonReader reader;
        private readonly ValueReader values;
        private readonly Expressions expressions;
        private readonly PoseDecoder poses;
        private readonly HabitDecoder habits;
        private readonly Func<string, string> whyNotLoad;

        public DataDecoder(
            JsonReader reader, Expressions expressions, Func<string, string> whyNotLoad)
        {
            this.reader = reader;
            this.expressions = expressions;
            this.whyNotLoad = whyNotLoad;
            values = new ValueReader(reader);
            poses = new PoseDecoder(reader, values, expressions);
            habits = new HabitDecoder(reader, values);
        }

        public string Decode(CommandName name, DecodedLine into, int place)
        {
            values.Problem = null;
            values.Brief = into.Errors.Full;
            var change = new Change { Command = place };
            reader.Open();
            switch (name)
            {
                case CommandName.SetPose:
                    poses.Decode(into, place);
                    return values.Problem;
                case CommandName.SetBone:
                    SetBone(ref change);
                    break;
                case CommandName.SetExpression:
                    SetExpression(ref change);
                    break;
                case CommandName.SetViseme:
                    SetViseme(into, place);
                    return values.Problem;
                case CommandName.LookAt:
                    LookAt(ref change);
                    break;
                case CommandName.SetAutoBlink:
                    habits.SetAutoBlink(ref change);
                    break;
                case CommandName.SetAutoHeadMovement:
                    habits.SetAutoHead(ref change);
                    break;
                case CommandName.SetTransitionSpeed:
                    habits.SetTransitionSpeed(ref change);
                    break;
                case CommandName.PlayAnimation:
                    PlayAnimation(ref change);
                    break;
                case CommandName.LoadVrm:
                case CommandName.LoadModel:
                    Load(ref change);
                    break;
                case CommandName.Hello:
                    GreetingDecoder.Decode(reader, values, into);
                    return values.Problem;
                default:
                    SkipMembers();
                    return DecodeNothing(name, into, place);
            }
            if (values.Problem == null && change.Number >= 0)
            {
                into.Add(ref change);
            }
            return values.Problem;
        }

        // Of a command that came without data.
        public string DecodeNothing(CommandName name, DecodedLine into, int place)
        {
            var change = new Change { Command = place };
            switch (name)
            {
                case CommandName.Ping:
                case CommandName.Hello:
                case CommandName.SetPose:
                    return null;
                case CommandName.Blink:
                    change.Kind = ChangeKind.Blink;
                    break;
                case CommandName.UnloadModel:
                    change.Kind = ChangeKind.Unload;
                    break;
                case CommandName.ResetExpressions:
                    change.Kind = ChangeKind.ResetExpressions;
                    break;
                default:
                    return "'" + CommandNames.All[(int)name] + "' needs 'data'";
            }
            into.Add(ref change);
            return null;
        }

        private void SkipMembers()
        {
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                reader.Skip();
            }
        }

        private void SetBone(ref Change change)
        {
            change.Kind = ChangeKind.Bone;
            bool named = false, turned = false;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("bone"))
                {
                    named = true;
                    change.Number = (short)values.ReadKnown("bone", Bones.All);
                }
                else if (member.Is("rotation"))
                {
                    turned = true;
                    values.ReadRotation(ref change);
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(named, "bone");
            values.Need(turned, "rotation");
        }

        private void SetExpression(ref Change change)
        {
            change.Kind = ChangeKind.Expression;
            bool named = false, weighed = false;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("name"))
                {
                    named = true;
                    Utf8Text text = values.ReadName("name");
                    change.Number = (short)(values.Problem == null ? expressions.Heard(text) : -1);
                }
                else if (member.Is("weight") || member.Is("value"))
                {
                    weighed = true;
                    change.X = values.ReadWeight();
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(named, "name");
            values.Need(weighed, "weight");
        }

        private void SetViseme(DecodedLine into, int place)
        {
            int viseme = -1;
            float weight = 0;
            bool weighed = false;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("name"))
                {
                    viseme = values.ReadKnown("viseme", Expressions.Visemes);
                }
                else if (member.Is("weight") || member.Is("value"))
                {
                    weighed = true;
                    weight = values.ReadWeight();
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(viseme >= 0, "name");
            values.Need(weighed, "weight");
            for (int i = 0; i < Expressions.Visemes.Count && values.Problem == null; i++)
            {
                var change = new Change { Command = place, Kind = ChangeKind.Expression };
                change.Number = (short)(Expressions.FirstViseme + i);
                change.X = i == viseme ? weight : 0;
                into.Add(ref change);
            }
        }

        private void LookAt(ref Change change)
        {
            bool turned = false;
            change.Kind = ChangeKind.Gaze;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("target"))
                {
                    change.Kind = ChangeKind.GazeTarget;
                    values.ReadVector("target", ref change);
                }
                else if (change.Kind == ChangeKind.Gaze && member.Is("yaw_deg"))
                {
                    turned = true;
                    change.X = values.ReadBetween("yaw_deg", -180, 180);
                }
                else if (change.Kind == ChangeKind.Gaze && member.Is("pitch_deg"))
                {
                    turned = true;
                    change.Y = values.ReadBetween("pitch_deg", -90, 90);
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(turned || change.Kind == ChangeKind.GazeTarget, "yaw_deg' or 'target");
        }

        private void PlayAnimation(ref Change change)
        {
            change.Kind = ChangeKind.Play;
            change.X = 1;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("name"))
                {
                    Utf8Text text = values.ReadName("name");
                    change.Text = values.Problem == null ? text.ToString() : "";
                }
                else if (member.Is("speed"))
                {
                    change.X = values.ReadBetween("speed", 0.01f, 100);
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(change.Text != null, "name");
        }

        private void Load(ref Change change)
        {
            change.Kind = ChangeKind.Load;
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("path"))
                {
                    change.Text = values.ReadString("path", 4096);
                }
                else
                {
                    reader.Skip();
                }
            }
            values.Need(change.Text != null, "path");
            if (values.Problem == null)
            {
                values.Tell(whyNotLoad(change.Text));
            }
        }
    }
}
