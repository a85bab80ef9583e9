// Where head and eyes go: to what they were told to look at, and about a little of their own
// accord.
using System;

namespace Kinesics
{
    public sealed class Attention
    {
        private const double WithinS = 0.4;
        private const double WanderWithinS = 1.5;
        private const double SpanDeg = 5;

        // The eyes take this share of a look, and the head what is left.
        private const double ShareOfEyes = 0.4;
        private const double MostOfEyesDeg = 20;
        private const double MostOfHeadDeg = 70;

        public bool Wanders;

        private readonly Random random;
        private double leastPauseS = 2;
        private double mostPauseS = 6;
        private double mostDeg = 6;
        private double pauseS;
        private Approach yaw;
        private Approach pitch;
        private Approach wanderYaw;
        private Approach wanderPitch;

        public Attention(Random random)
        {
            this.random = random;
        }

        public Turn Head
        {
            get
            {
                double headYaw = OfHead(yaw.Value) + wanderYaw.Value;
                return Turn.Facing(headYaw, OfHead(pitch.Value) + wanderPitch.Value);
            }
        }

        public Turn Eyes
        {
            get { return Turn.Facing(OfEyes(yaw.Value), OfEyes(pitch.Value)); }
        }

        // Whether the head has anything to do.
        public bool Active
        {
            get
            {
                return Wanders || yaw.Value != 0 || pitch.Value != 0 || wanderYaw.Value != 0
                    || wanderPitch.Value != 0 || !yaw.Arrived || !pitch.Arrived;
            }
        }

        public void LookAt(double yawDeg, double pitchDeg)
        {
            yaw.Goal = yawDeg;
            pitch.Goal = pitchDeg;
        }

        // A place in metres from the avatar's feet; `eyesY` is how high its eyes are.
        public void LookAt(double x, double y, double z, double eyesY)
        {
            double far = Math.Sqrt(x * x + z * z);
            double toDeg = 180 / Math.PI;
            LookAt(Math.Atan2(x, z) * toDeg, Math.Atan2(y - eyesY, far) * toDeg);
        }

        // 0 leaves a pause or the angle as it is.
        public void Wander(bool enabled, double leastS, double mostS, double angleDeg)
        {
            Wanders = enabled;
            leastPauseS = leastS > 0 ? leastS : leastPauseS;
            mostPauseS = Math.Max(leastPauseS, mostS > 0 ? mostS : mostPauseS);
            mostDeg = angleDeg > 0 ? angleDeg : mostDeg;
            pauseS = 0;
        }

        public void Step(double deltaS, bool rests)
        {
            pauseS -= deltaS;
            if (!Wanders || rests)
            {
                wanderYaw.Goal = wanderPitch.Goal = 0;
            }
            else if (pauseS <= 0)
            {
                pauseS = leastPauseS + random.NextDouble() * (mostPauseS - leastPauseS);
                wanderYaw.Goal = mostDeg * (2 * random.NextDouble() - 1);
                wanderPitch.Goal = mostDeg * (random.NextDouble() - 0.5);
            }
            yaw.Step(deltaS, WithinS, SpanDeg);
            pitch.Step(deltaS, WithinS, SpanDeg);
            wanderYaw.Step(deltaS, WanderWithinS, mostDeg);
            wanderPitch.Step(deltaS, WanderWithinS, mostDeg);
        }

        private static double OfEyes(double wholeDeg)
        {
            return Between(ShareOfEyes * wholeDeg, MostOfEyesDeg);
        }

        private static double OfHead(double wholeDeg)
        {
            return Between(wholeDeg - OfEyes(wholeDeg), MostOfHeadDeg);
        }

        private static double Between(double value, double most)
        {
            return Math.Max(-most, Math.Min(most, value));
        }
    }
}
