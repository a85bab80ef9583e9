// How far the eyes are closed: by a blink that was asked for, or of their own accord.
using System;

namespace Kinesics
{
    public sealed class Blinking
    {
        private const double ClosingS = 0.07;
        private const double ClosedS = 0.04;
        private const double OpeningS = 0.13;
        private const double LeastPauseS = 2;
        private const double MostPauseS = 6;

        public bool Auto = true;

        private readonly Random random;
        private double sinceS = double.PositiveInfinity;
        private double pauseS = LeastPauseS;

        public Blinking(Random random)
        {
            this.random = random;
        }

        // 0 open, 1 closed.
        public double Weight
        {
            get
            {
                double closing = Smooth(sinceS / ClosingS);
                return closing - Smooth((sinceS - ClosingS - ClosedS) / OpeningS);
            }
        }

        public void Begin()
        {
            if (sinceS >= ClosingS + ClosedS)
            {
                sinceS = 0;
            }
        }

        // `rests` while somebody else sees to the eyes.
        public void Step(double deltaS, bool rests)
        {
            sinceS += deltaS;
            pauseS -= deltaS;
            if (Auto && !rests && pauseS <= 0)
            {
                pauseS = LeastPauseS + random.NextDouble() * (MostPauseS - LeastPauseS);
                Begin();
            }
        }

        private static double Smooth(double part)
        {
            double t = Math.Max(0, Math.Min(1, part));
            return t * t * (3 - 2 * t);
        }
    }
}
