// A rotation, in the axes of VRM 1.0: right-handed, y up, the face to +z, the body's left is +x.
using System;

namespace Kinesics
{
    public struct Turn
    {
        public float X;
        public float Y;
        public float Z;
        public float W;

        public static readonly Turn None = new Turn { W = 1 };

        // Of half the 80 degrees by which arms hang lower than in the T-pose.
        private const float ArmSine = 0.6427876f;
        private const float ArmCosine = 0.7660444f;

        public Turn(float x, float y, float z, float w)
        {
            X = x;
            Y = y;
            Z = z;
            W = w;
        }

        // To its left, and then up.
        public static Turn Facing(double yawDeg, double pitchDeg)
        {
            double yaw = yawDeg * Math.PI / 360, pitch = -pitchDeg * Math.PI / 360;
            var about = new Turn(0, (float)Math.Sin(yaw), 0, (float)Math.Cos(yaw));
            return about * new Turn((float)Math.Sin(pitch), 0, 0, (float)Math.Cos(pitch));
        }

        // Standing at ease: the T-pose with the arms down.
        public static Turn AtRest(int bone)
        {
            bool left = bone == Bones.LeftUpperArm;
            return left || bone == Bones.RightUpperArm
                ? new Turn(0, 0, left ? -ArmSine : ArmSine, ArmCosine)
                : None;
        }

        // `part` of the way from one to the other, the short way round.
        public static Turn Between(Turn a, Turn b, float part)
        {
            float near = a.X * b.X + a.Y * b.Y + a.Z * b.Z + a.W * b.W;
            float ofA = 1 - part, ofB = near < 0 ? -part : part;
            float x = ofA * a.X + ofB * b.X, y = ofA * a.Y + ofB * b.Y;
            float z = ofA * a.Z + ofB * b.Z, w = ofA * a.W + ofB * b.W;
            float length = (float)Math.Sqrt(x * x + y * y + z * z + w * w);
            return new Turn(x / length, y / length, z / length, w / length);
        }

        // The right one first, then the left one.
        public static Turn operator *(Turn a, Turn b)
        {
            return new Turn(
                a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y,
                a.W * b.Y - a.X * b.Z + a.Y * b.W + a.Z * b.X,
                a.W * b.Z + a.X * b.Y - a.Y * b.X + a.Z * b.W,
                a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z);
        }

        // Where somebody looks who is turned like this.
        public double YawDeg
        {
            get
            {
                double ahead = 1 - 2 * (X * X + Y * Y), left = 2 * (X * Z + W * Y);
                return Math.Atan2(left, ahead) * 180 / Math.PI;
            }
        }

        public double PitchDeg
        {
            get
            {
                double up = 2 * (Y * Z - W * X);
                return Math.Asin(Math.Max(-1, Math.Min(1, up))) * 180 / Math.PI;
            }
        }
    }
}
