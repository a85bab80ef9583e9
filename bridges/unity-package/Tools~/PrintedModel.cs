// A model that is only numbers: it prints what it shows as JSON lines.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Kinesics.Tools
{
    public sealed class PrintedModel : IModel
    {
        public Expressions Known;

        private readonly string[] traced;
        private readonly Turn[] turns = new Turn[Bones.Count];
        private readonly SortedDictionary<string, float> face =
            new SortedDictionary<string, float>(StringComparer.Ordinal);

        private readonly List<string> events = new List<string>();
        private readonly float[] hips = new float[3];
        private readonly float[] eyes = new float[2];
        private long framesBefore;
        private long turned;
        private int forced;

        public PrintedModel(string[] traced)
        {
            this.traced = traced;
            foreach (string bone in traced)
            {
                if (Bones.All.Find(bone) < 0)
                {
                    throw new InvalidOperationException(
                        "unknown bone" + Nearest.Question(bone, Bones.All.ToArray()));
                }
            }
            for (int bone = 0; bone < turns.Length; bone++)
            {
                turns[bone] = Turn.None;
            }
        }

        public float EyesY
        {
            get { return 1.5f; }
        }

        public bool IsAnimated
        {
            get { return false; }
        }

        public void TurnBone(int bone, Turn turn, float share)
        {
            turned++;
            turns[bone] = turn;
        }

        public void MoveHips(float x, float y, float z, float share)
        {
            hips[0] = x;
            hips[1] = y;
            hips[2] = z;
        }

        public void TurnEyes(float yawDeg, float pitchDeg)
        {
            eyes[0] = yawDeg;
            eyes[1] = pitchDeg;
        }

        public void ShowExpression(int expression, float weight)
        {
            face[Known[expression]] = weight;
        }

        // Any clip is one that it has.
        public bool PlayClip(string name, float speed)
        {
            events.Add("play " + name + " " + Shown(speed));
            return name.Length > 0;
        }

        public void Load(string path)
        {
            events.Add("load " + path);
        }

        public void Unload()
        {
            events.Add("unload");
        }

        public void BeginFrame(long frames)
        {
            framesBefore = frames;
        }

        public void EndFrame(long frames, double nowS)
        {
            if (traced.Length == 0 || frames == framesBefore)
            {
                return;
            }
            var text = new StringBuilder("{\"at\":").Append(nowS.ToString("R"));
            text.Append(",\"bones\":");
            WriteBones(text, traced);
            WriteFace(text);
            Console.WriteLine(text.Append("}"));
            Console.Out.Flush();
        }

        public void Report(BodyServer server = null)
        {
            var text = new StringBuilder("{\"report\":true,\"bones\":");
            WriteBones(text, Bones.All.ToArray());
            WriteFace(text);
            text.Append(",\"hips\":[").Append(string.Join(",", Array.ConvertAll(hips, Shown)));
            text.Append("],\"eyes\":[").Append(string.Join(",", Array.ConvertAll(eyes, Shown)));
            text.Append("],\"turned\":").Append(turned);
            if (server != null)
            {
                text.Append(",\"clients\":").Append(server.Clients);
                text.Append(",\"commands\":").Append(server.Reception.Commands);
                // Those that we cause below are not meant.
                int collections = GC.CollectionCount(0);
                text.Append(",\"collections\":").Append(collections - forced);
                text.Append(",\"memory\":").Append(GC.GetTotalMemory(true));
                forced += GC.CollectionCount(0) - collections;
            }
            text.Append(",\"events\":[");
            for (int i = 0; i < events.Count; i++)
            {
                text.Append(i == 0 ? "" : ",").Append(Quoted(events[i]));
            }
            Console.WriteLine(text.Append("]}"));
            Console.Out.Flush();
        }

        private void WriteBones(StringBuilder text, string[] names)
        {
            string before = "{";
            foreach (string name in names)
            {
                Turn turn = turns[Bones.All.Find(name)];
                text.Append(before).Append('"').Append(name).Append("\":[").Append(Shown(turn.X));
                text.Append(',').Append(Shown(turn.Y)).Append(',').Append(Shown(turn.Z));
                text.Append(',').Append(Shown(turn.W)).Append(']');
                before = ",";
            }
            text.Append(names.Length == 0 ? "{}" : "}");
        }

        private void WriteFace(StringBuilder text)
        {
            string before = ",\"expressions\":{";
            foreach (KeyValuePair<string, float> one in face)
            {
                text.Append(before).Append(Quoted(one.Key)).Append(':').Append(Shown(one.Value));
                before = ",";
            }
            text.Append(face.Count == 0 ? before + "}" : "}");
        }

        private static string Quoted(string text)
        {
            return Encoding.ASCII.GetString(new LineWriter().Text(text).ToArray());
        }

        private static string Shown(float number)
        {
            return number.ToString("R", CultureInfo.InvariantCulture);
        }
    }
}
