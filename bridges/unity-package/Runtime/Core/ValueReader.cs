// Reads the values in the data of a command, and keeps the first thing that is wrong with them.
using System;
using System.Globalization;

namespace Kinesics
{
    public sealed class ValueReader
    {
        // A weight may be this much too large or small, as sums of floats are.
        private const double Slack = 0.001;

        public string Problem;

        // Where nobody will read what is wrong, as too much is.
        public bool Brief;

        private readonly JsonReader reader;

        public ValueReader(JsonReader reader)
        {
            this.reader = reader;
        }

        public void Tell(string problem)
        {
            Problem = Problem ?? problem;
        }

        public void Need(bool there, string member)
        {
            if (!there)
            {
                Tell("'" + member + "' is missing");
            }
        }

        // The number of a name out of a fixed list.
        public int ReadKnown(string what, Names known)
        {
            if (reader.Kind() != JsonKind.Text)
            {
                Refuse(what, "a text");
                return -1;
            }
            Utf8Text text = reader.ReadText();
            int number = known.Find(text);
            if (number < 0)
            {
                TellUnknown(what, text, known);
            }
            return number;
        }

        public void TellUnknown(string what, Utf8Text text, Names known)
        {
            if (Brief)
            {
                Tell("unknown name");
            }
            else if (!TooLong(text) && Problem == null)
            {
                Tell("unknown " + what + Nearest.Question(text.ToString(), known.ToArray()));
            }
        }

        // A name that may be any; valid until the next text is read.
        public Utf8Text ReadName(string member)
        {
            if (reader.Kind() != JsonKind.Text)
            {
                Refuse(member, "a text");
                return default(Utf8Text);
            }
            Utf8Text text = reader.ReadText();
            TooLong(text);
            return text;
        }

        public bool TooLong(Utf8Text name)
        {
            if (name.Length <= Names.MaxBytes)
            {
                return false;
            }
            Tell("a name is longer than " + Names.MaxBytes + " bytes");
            return true;
        }

        public string ReadString(string member, int mostBytes)
        {
            if (reader.Kind() != JsonKind.Text)
            {
                Refuse(member, "a text");
                return "";
            }
            Utf8Text text = reader.ReadText();
            if (text.Length > mostBytes)
            {
                Tell("'" + member + "' is longer than " + mostBytes + " bytes");
                return "";
            }
            return text.ToString();
        }

        public bool ReadTruth(string member)
        {
            JsonKind kind = reader.Kind();
            if (kind != JsonKind.True && kind != JsonKind.False)
            {
                Refuse(member, "true or false");
                return false;
            }
            reader.ReadWord();
            return kind == JsonKind.True;
        }

        public float ReadWeight()
        {
            double weight = ReadNumber("weight");
            if (weight < -Slack || weight > 1 + Slack)
            {
                Tell("a weight is from 0 to 1");
            }
            return (float)Math.Max(0, Math.Min(1, weight));
        }

        public float ReadBetween(string member, float least, float most)
        {
            double value = ReadNumber(member);
            if (value < least - Slack || value > most + Slack)
            {
                Tell("'" + member + "' is from " + Shown(least) + " to " + Shown(most));
            }
            return (float)Math.Max(least, Math.Min(most, value));
        }

        // x, y, z in metres.
        public void ReadVector(string member, ref Change into)
        {
            double w;
            double x, y, z;
            if (ReadNumbers(member, 3, out x, out y, out z, out w))
            {
                if (Math.Abs(x) > 1000 || Math.Abs(y) > 1000 || Math.Abs(z) > 1000)
                {
                    Tell("'" + member + "' is more than 1000 metres away");
                }
                into.X = (float)x;
                into.Y = (float)y;
                into.Z = (float)z;
            }
        }

        // x, y, z, w, of any length but 0.
        public void ReadRotation(ref Change into)
        {
            double x, y, z, w;
            if (!ReadNumbers("rotation", 4, out x, out y, out z, out w))
            {
                return;
            }
            double length = Math.Sqrt(x * x + y * y + z * z + w * w);
            if (!(length > 1e-6 && length < 1e6))
            {
                Tell("a rotation is four numbers [x, y, z, w] of length 1");
                return;
            }
            into.X = (float)(x / length);
            into.Y = (float)(y / length);
            into.Z = (float)(z / length);
            into.W = (float)(w / length);
        }

        private static string Shown(float number)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        private double ReadNumber(string member)
        {
            if (reader.Kind() == JsonKind.Number)
            {
                return reader.ReadNumber();
            }
            Refuse(member, "a number");
            return 0;
        }

        private bool ReadNumbers(
            string member, int count, out double x, out double y, out double z, out double w)
        {
            x = y = z = w = 0;
            if (reader.Kind() != JsonKind.Array)
            {
                Refuse(member, count + " numbers");
                return false;
            }
            int found = 0;
            bool right = true;
            reader.Open();
            for (; reader.NextElement(); found++)
            {
                if (reader.Kind() != JsonKind.Number)
                {
                    right = false;
                    reader.Skip();
                    continue;
                }
                double value = reader.ReadNumber();
                switch (found)
                {
                    case 0:
                        x = value;
                        break;
                    case 1:
                        y = value;
                        break;
                    case 2:
                        z = value;
                        break;
                    default:
                        w = value;
                        break;
                }
            }
            if (right && found == count)
            {
                return true;
            }
            Tell("'" + member + "' must be " + count + " numbers");
            return false;
        }

        private void Refuse(string member, string expected)
        {
            reader.Skip();
            Tell("'" + member + "' must be " + expected);
        }
    }
}
