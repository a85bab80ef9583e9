// A body in a console: the same server and performance as in Unity, on a model that prints.
//
//   --port N             0 takes any that is free; it is printed first, as a JSON line
//   --address A          beyond this machine a token is needed
//   --token T
//   --trace BONE,...     prints these bones, and the face, in each frame that has something new
//   --seconds S          ends after so long; else when its input ends
//   --fps N              frames per second, 60 by default
//   --silent S           after which another client may drive
//   --clients N          how many may be there at once
//   --room S             after which a silent client makes room for another
//   --greet S            within which a token must be told
//   --stall              shows nothing until a line comes on its input, as a scene that hangs
//   --expressions A,...  that the model has beside those of every VRM
//   --clips A,...        that it can play
//   --bench              measures the decoding instead, and ends
//
// A line on its input, such as an empty one, prints what was shown so far.
using System;
using System.Globalization;
using System.Net;
using System.Threading;

namespace Kinesics.Tools
{
    public static class ConsoleBody
    {
        private static volatile bool inputEnded;
        private static int asked;

        public static int Main(string[] arguments)
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var options = new Options(arguments);
            if (options.Has("--bench"))
            {
                Bench.Run();
                return 0;
            }
            try
            {
                Show(options);
                return 0;
            }
            catch (InvalidOperationException problem)
            {
                Console.Error.WriteLine(problem.Message);
                return 1;
            }
        }

        private static void Show(Options options)
        {
            var queue = new ChangeQueue();
            var model = new PrintedModel(options.List("--trace"));
            var performance = new Performance(queue, model, new Random(1));
            performance.Blinking.Auto = false;
            var known = new Expressions();
            foreach (string name in options.List("--expressions"))
            {
                known.Learn(name);
            }
            model.Known = known;
            var settings = new ServerSettings
            {
                Port = (int)options.Number("--port", 0),
                Address = IPAddress.Parse(options.Text("--address", "127.0.0.1")),
                Token = options.Text("--token", ""),
                WriterSilentS = options.Number("--silent", 3),
                MostClients = (int)options.Number("--clients", 16),
                MakesRoomAfterS = options.Number("--room", 10),
                GreetWithinS = options.Number("--greet", 5),
                WhyNotLoad = ModelPath.WhyNot,
                Log = Console.Error.WriteLine,
            };
            string[] expressions = known.ToArray();
            var description = new BodyDescription(
                options.Text("--name", "console"), expressions, options.List("--clips"));
            using (var server = new BodyServer(settings, known, queue, description))
            {
                Console.WriteLine("{\"port\":" + server.Port + "}");
                Console.Out.Flush();
                new Thread(ReadInput) { IsBackground = true }.Start();
                Loop(options, performance, model, server);
            }
            model.Report();
        }

        private static void Loop(
            Options options, Performance performance, PrintedModel model, BodyServer server)
        {
            double began = Clock.NowS, last = began, frameS = 1 / options.Number("--fps", 60);
            double end = began + options.Number("--seconds", double.PositiveInfinity);
            bool stalls = options.Has("--stall");
            int reported = 0;
            for (long frame = 1; !inputEnded && Clock.NowS < end; frame++)
            {
                double pause = began + frame * frameS - Clock.NowS;
                Thread.Sleep(Math.Max(0, (int)(pause * 1000)));
                int lines = Volatile.Read(ref asked);
                if (!stalls || lines > 0)
                {
                    double now = Clock.NowS;
                    model.BeginFrame(performance.Frames);
                    performance.IsDriven = server.Reception.Writer != null;
                    performance.Step(now - last);
                    performance.ShowBones();
                    model.EndFrame(performance.Frames, now);
                    last = now;
                }
                if (reported < lines)
                {
                    reported = lines;
                    model.Report(server);
                }
            }
        }

        private static void ReadInput()
        {
            while (Console.In.ReadLine() != null)
            {
                Interlocked.Increment(ref asked);
            }
            inputEnded = true;
        }
    }
}
