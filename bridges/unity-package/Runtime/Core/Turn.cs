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
