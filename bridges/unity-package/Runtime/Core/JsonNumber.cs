// Numbers as JSON writes them, read from bytes: no garbage but for those at the edge of a double.
using System;
using System.Globalization;
using System.Text;

namespace Kinesics
{
    public static class JsonNumber
    {
        private const int MostDigits = 18;

        private static readonly double[] Tens =
        {
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
        };

        // Moves `at` behind the number. `whole` is exact where `isWhole` says so.
        public static double Read(
            byte[] bytes, ref int at, int end, out long whole, out bool isWhole)
        {
            int start = at, i = at;
            bool negative = i < end && bytes[i] == '-';
            if (negative)
            {
                i++;
            }
            int first = i;
            long digits = 0;
            int kept = 0, exponent = 0;
            while (i < end && (uint)(bytes[i] - '0') <= 9)
            {
                Keep(bytes[i], ref digits, ref kept, ref exponent, false);
                i++;
            }
            if (i == first || (bytes[first] == '0' && i > first + 1))
            {
                throw new JsonProblem("no number as JSON has it", start);
            }
            isWhole = exponent == 0;
            whole = negative ? -digits : digits;
            if (i < end && bytes[i] == '.')
            {
                isWhole = false;
                int point = ++i;
                while (i < end && (uint)(bytes[i] - '0') <= 9)
                {
                    Keep(bytes[i], ref digits, ref kept, ref exponent, true);
                    i++;
                }
                if (i == point)
                {
                    throw new JsonProblem("no digit after the point", i);
                }
            }
            if (i < end && (bytes[i] | 0x20) == 'e')
            {
                isWhole = false;
                exponent += ReadExponent(bytes, ref i, end);
            }
            at = i;
            double size = Scale(digits, kept, exponent, bytes, start, i);
            return negative && size > 0 ? -size : size;
        }

        private static void Keep(
            byte digit, ref long digits, ref int kept, ref int exponent, bool behindPoint)
        {
            if (kept < MostDigits)
            {
                digits = digits * 10 + (digit - '0');
                kept += digits > 0 ? 1 : 0;
                exponent -= behindPoint ? 1 : 0;
            }
            else if (!behindPoint)
            {
                exponent++;
            }
        }

        private static int ReadExponent(byte[] bytes, ref int i, int end)
        {
            i++;
            bool negative = i < end && bytes[i] == '-';
            if (i < end && (bytes[i] == '-' || bytes[i] == '+'))
            {
                i++;
            }
            int first = i, value = 0;
            while (i < end && (uint)(bytes[i] - '0') <= 9)
            {
                // A line has not as many digits as would make up for more than this.
                value = Math.Min(value * 10 + (bytes[i] - '0'), 10000000);
                i++;
            }
            if (i == first)
            {
                throw new JsonProblem("no digit in the exponent", i);
            }
            return negative ? -value : value;
        }

        private static double Scale(
            long digits, int kept, int exponent, byte[] bytes, int start, int end)
        {
            if (digits == 0)
            {
                return 0;
            }
            if (exponent >= -22 && exponent <= 22)
            {
                return exponent < 0 ? digits / Tens[-exponent] : digits * Tens[exponent];
            }
            if (exponent < 0 && exponent > -290)
            {
                return digits * Math.Pow(10, exponent);
            }
            if (kept + exponent < -330)
            {
                return 0;
            }
            string text = Encoding.ASCII.GetString(bytes, start, end - start);
            double value;
            bool right = double.TryParse(
                text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            if (!right || double.IsInfinity(value) || double.IsNaN(value))
            {
                throw new JsonProblem("a number beyond the range of a double", start);
            }
            return Math.Abs(value);
        }
    }
}
