// A stand-in for Unity's vectors and quaternions, with their mathematics.
using System;

namespace UnityEngine
{
    public struct Vector3
    {
        public float x;
        public float y;
        public float z;

        public Vector3(float x, float y, float z)
        {
            this.x = x;
            this.y = y;
            this.z = z;
        }

        public static Vector3 zero
        {
            get { return new Vector3(0, 0, 0); }
        }

        public static Vector3 one
        {
            get { return new Vector3(1, 1, 1); }
        }

        public static Vector3 operator +(Vector3 a, Vector3 b)
        {
            return new Vector3(a.x + b.x, a.y + b.y, a.z + b.z);
        }

        public static Vector3 operator -(Vector3 a, Vector3 b)
        {
            return new Vector3(a.x - b.x, a.y - b.y, a.z - b.z);
        }

        public static Vector3 operator *(float k, Vector3 a)
        {
            return new Vector3(k * a.x, k * a.y, k * a.z);
        }

        public static Vector3 Lerp(Vector3 a, Vector3 b, float part)
        {
            return a + part * (b - a);
        }

        public static Vector3 Scale(Vector3 a, Vector3 b)
        {
            return new Vector3(a.x * b.x, a.y * b.y, a.z * b.z);
        }

        public static Vector3 Cross(Vector3 a, Vector3 b)
        {
            return new Vector3(
                a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
        }
    }

    public struct Quaternion
    {
        public float x;
        public float y;
        public float z;
        public float w;

        public Quaternion(float x, float y, float z, float w)
        {
            this.x = x;
            this.y = y;
            this.z = z;
            this.w = w;
        }

        public static Quaternion identity
        {
            get { return new Quaternion(0, 0, 0, 1); }
        }

        public static Quaternion AngleAxis(float deg, Vector3 axis)
        {
            double half = deg * Math.PI / 360;
            double length = Math.Sqrt(axis.x * axis.x + axis.y * axis.y + axis.z * axis.z);
            float sine = (float)(Math.Sin(half) / length);
            return new Quaternion(
                axis.x * sine, axis.y * sine, axis.z * sine, (float)Math.Cos(half));
        }

        public static Quaternion Inverse(Quaternion q)
        {
            float square = q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w;
            return new Quaternion(-q.x / square, -q.y / square, -q.z / square, q.w / square);
        }

        public static Quaternion Slerp(Quaternion a, Quaternion b, float part)
        {
            double near = a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
            float sign = near < 0 ? -1 : 1;
            double angle = Math.Acos(Math.Min(1, Math.Abs(near)));
            double sine = Math.Sin(angle);
            float ofA = sine < 1e-4 ? 1 - part : (float)(Math.Sin((1 - part) * angle) / sine);
            float ofB = sign * (sine < 1e-4 ? part : (float)(Math.Sin(part * angle) / sine));
            return new Quaternion(
                ofA * a.x + ofB * b.x,
                ofA * a.y + ofB * b.y,
                ofA * a.z + ofB * b.z,
                ofA * a.w + ofB * b.w);
        }

        public static Quaternion operator *(Quaternion a, Quaternion b)
        {
            return new Quaternion(
                a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
                a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
                a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
                a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z);
        }

        public static Vector3 operator *(Quaternion q, Vector3 v)
        {
            var axis = new Vector3(q.x, q.y, q.z);
            Vector3 twice = 2 * Vector3.Cross(axis, v);
            return v + q.w * twice + Vector3.Cross(axis, twice);
        }
    }
}
