// The name that somebody may have meant.
using System;

namespace Kinesics
{
    public static class Nearest
    {
        // " 'handshake'; did you mean 'handShake'?", or without the question if nothing is near.
        public static string Question(string name, string[] known)
        {
            string best = null;
            int least = Math.Max(2, name.Length / 3) + 1;
            foreach (string one in known)
            {
                int steps = Steps(name.ToLowerInvariant(), one.ToLowerInvariant());
                if (steps < least)
                {
                    least = steps;
                    best = one;
                }
            }
            string quoted = " '" + Shown(name) + "'";
            return best == null ? quoted : quoted + "; did you mean '" + best + "'?";
        }

        public static string Shown(string name)
        {
            return name.Length <= 40 ? name : name.Substring(0, 37) + "...";
        }

        // How many letters are to be changed, added or left out.
        private static int Steps(string one, string other)
        {
            if (one.Length > 2 * other.Length + 8)
            {
                return one.Length;
            }
            var last = new int[other.Length + 1];
            var next = new int[other.Length + 1];
            for (int j = 0; j <= other.Length; j++)
            {
                last[j] = j;
            }
            for (int i = 1; i <= one.Length; i++)
            {
                next[0] = i;
                for (int j = 1; j <= other.Length; j++)
                {
                    int change = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                    next[j] = Math.Min(change, Math.Min(last[j], next[j - 1]) + 1);
                }
                int[] spare = last;
                last = next;
                next = spare;
            }
            return last[other.Length];
        }
    }
}
