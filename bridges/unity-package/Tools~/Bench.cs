// How long it takes to understand a command, and whether that makes garbage.
using System;
using System.Text;

namespace Kinesics.Tools
{
    public static class Bench
    {
        private const int Rounds = 9;
        private const int BonesPerRound = 20000;

        public static void Run()
        {
            foreach (int size in new[] { 1, 10, 100 })
            {
                Measure("commands", size, BonesPerRound, Line(size));
            }
            Measure("pose", 1, BonesPerRound / 45, Pose());
        }

        private static void Measure(string what, int size, int count, string text)
        {
            byte[] line = Utf8Text.BytesOf(text);
            var decoder = new LineDecoder(new Expressions(), path => null);
            var queue = new ChangeQueue();
            var reception = new Reception(queue, new Token(""), 3);
            var guest = new Guest();
            reception.Enter(guest);
            Report(
                what,
                size,
                count,
                line.Length,
                () => Decode(decoder, reception, guest, queue, line, size, count));
        }

        // What the stage sends sixty times a second.
        private static string Pose()
        {
            var text = new StringBuilder("{\"command\":\"set_pose\",\"data\":{\"bones\":{");
            for (int bone = 0; bone < 45; bone++)
            {
                text.Append(bone == 0 ? "" : ",").Append("\"").Append(Bones.All[bone]);
                text.Append("\":[0.12345,-0.70711,0.0,0.70711]");
            }
            text.Append("},\"expressions\":{");
            for (int expression = 0; expression < 13; expression++)
            {
                text.Append(expression == 0 ? "" : ",").Append("\"");
                text.Append(Expressions.Presets[expression]).Append("\":0.25");
            }
            return text.Append("},\"hips\":[0.0,0.01234,0.0]}}").ToString();
        }

        private static void Report(
            string what, int size, int count, int bytes, Action round)
        {
            var nanoseconds = new double[Rounds];
            round();
            GC.Collect();
            int collections = GC.CollectionCount(0);
            for (int i = 0; i < Rounds; i++)
            {
                double began = Clock.NowS;
                round();
                nanoseconds[i] = (Clock.NowS - began) * 1e9 / count;
            }
            collections = GC.CollectionCount(0) - collections;
            Array.Sort(nanoseconds);
            Console.WriteLine(
                "{\"what\":\"" + what + "\",\"size\":" + size + ",\"bytes\":" + bytes
                + ",\"commands\":" + Rounds * count
                + ",\"ns_median\":" + nanoseconds[Rounds / 2].ToString("F0")
                + ",\"ns_least\":" + nanoseconds[0].ToString("F0")
                + ",\"collections\":" + collections + "}");
        }

        private static void Decode(
            LineDecoder decoder, Reception reception, Guest guest, ChangeQueue queue, byte[] bytes,
            int size, int count)
        {
            var line = new DecodedLine();
            var answer = new LineWriter();
            for (int done = 0; done < count; done += size)
            {
                decoder.Decode(bytes, 0, bytes.Length, line);
                answer.Clear();
                reception.Answer(guest, line, answer);
                if (line.Right != size)
                {
                    throw new InvalidOperationException(
                        Encoding.UTF8.GetString(answer.ToArray()));
                }
                TakeAll(queue);
            }
        }

        private static void TakeAll(ChangeQueue queue)
        {
            for (int left = queue.Close(); left > 0; left--)
            {
                BodyFrame frame;
                Change once;
                if (queue.TryTake(out frame, out once) && frame != null)
                {
                    queue.GiveBack(frame);
                }
            }
        }

        // Three bones to each expression, as numbers come from Python.
        private static string Line(int size)
        {
            var text = new StringBuilder();
            for (int i = 0; i < size; i++)
            {
                text.Append(i == 0 ? "" : ",").Append(Command(i));
            }
            if (size == 1)
            {
                return text.ToString();
            }
            return "{\"command\":\"batch\",\"at\":81.2,\"data\":{\"commands\":[" + text
                + "],\"count\":" + size + "}}";
        }

        private static string Command(int i)
        {
            if (i % 4 == 3)
            {
                return "{\"command\":\"set_expression\",\"data\":{\"name\":\""
                    + Expressions.Presets[i % 18] + "\",\"weight\":0." + (100 + i) + "}}";
            }
            return "{\"command\":\"set_bone\",\"data\":{\"bone\":\"" + Bones.All[i % 55]
                + "\",\"rotation\":[0.0,0.38268343236508978,-1.2246467991473532e-16,0.9238795]}}";
        }
    }
}
