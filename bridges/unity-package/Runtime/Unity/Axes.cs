// The way from the axes of VRM 1.0 to those of Unity: the same space in a mirror that swaps left
// and right, as one is right-handed and the other left-handed.
using UnityEngine;

namespace Kinesics
{
    public static class Axes
    {
        public static Quaternion ToUnity(Turn turn)
        {
            return new Quaternion(turn.X, -turn.Y, -turn.Z, turn.W);
        }

        public static Vector3 ToUnity(float x, float y, float z)
        {
            return new Vector3(-x, y, z);
        }
    }
}
