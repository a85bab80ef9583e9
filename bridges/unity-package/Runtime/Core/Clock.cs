// Seconds of a clock that is never set back.
using System.Diagnostics;

namespace Kinesics
{
    public static class Clock
    {
        private static readonly double Tick = 1.0 / Stopwatch.Frequency;

        public static double NowS
        {
            get { return Stopwatch.GetTimestamp() * Tick; }
        }
    }
}
