// Reads one line of JSON from bytes, strictly, and makes no garbage of its own.
//
// Whoever reads asks for what it expects. What is not JSON at all is a JsonProblem, so that a line
// is refused whole; what is JSON of another kind than expected is for the caller to tell.
using System;

namespace Kinesics
{
    public sealed class JsonReader
    {
        public const int MaxDepth = 32;

        private byte[] bytes;
        private int at;
        private int end;
        private int depth;

        // Whether an object or array was opened just now, so that no comma is due.
        private bool fresh;

        private byte[] unescaped = new byte[256];

        // Where the next value begins, to come back to it.
        public int Place
        {
            get { return at; }
        }

        public void Begin(byte[] line, int start, int length)
        {
            bytes = line;
            at = start;
            end = start + length;
            depth = 0;
            fresh = false;
        }

        // Back to a value that was skipped before, at the same depth.
        public void GoBack(int place)
        {
            at = place;
            fresh = false;
        }

        public JsonKind Kind()
        {
            SkipWhite();
            if (at >= end)
            {
                throw new JsonProblem("the line ends too early", at);
            }
            switch (bytes[at])
            {
                case (byte)'{':
                    return JsonKind.Object;
                case (byte)'[':
                    return JsonKind.Array;
                case (byte)'"':
                    return JsonKind.Text;
                case (byte)'t':
                    return JsonKind.True;
                case (byte)'f':
                    return JsonKind.False;
                case (byte)'n':
                    return JsonKind.Null;
                case (byte)'-':
                    return JsonKind.Number;
                default:
                    if ((uint)(bytes[at] - '0') <= 9)
                    {
                        return JsonKind.Number;
                    }
                    throw new JsonProblem("no JSON value", at);
            }
        }

        // After `Kind` said Object, or Array.
        public void Open()
        {
            if (++depth > MaxDepth)
            {
                throw new JsonProblem("nested deeper than " + MaxDepth + " levels", at);
            }
            at++;
            fresh = true;
        }

        // The name of the next member of the open object; its value comes next.
        public bool NextMember(out Utf8Text name)
        {
            if (!Next((byte)'}'))
            {
                name = default(Utf8Text);
                return false;
            }
            SkipWhite();
            if (at >= end || bytes[at] != '"')
            {
                throw new JsonProblem("the name of a member is missing", at);
            }
            name = ReadText();
            SkipWhite();
            if (at >= end || bytes[at] != ':')
            {
                throw new JsonProblem("':' is missing", at);
            }
            at++;
            return true;
        }

        public bool NextElement()
        {
            return Next((byte)']');
        }

        public double ReadNumber()
        {
            long whole;
            bool isWhole;
            return JsonNumber.Read(bytes, ref at, end, out whole, out isWhole);
        }

        // Whether the number is whole and small enough to be exact.
        public bool ReadWhole(out long whole)
        {
            bool isWhole;
            JsonNumber.Read(bytes, ref at, end, out whole, out isWhole);
            return isWhole;
        }

        // Of the kinds True, False and Null.
        public void ReadWord()
        {
            string word = bytes[at] == 't' ? "true" : bytes[at] == 'f' ? "false" : "null";
            for (int i = 0; i < word.Length; i++)
            {
                if (at + i >= end || bytes[at + i] != word[i])
                {
                    throw new JsonProblem("no JSON value", at);
                }
            }
            at += word.Length;
        }

        // Valid until the next text is read.
        public Utf8Text ReadText()
        {
            byte[] line = bytes;
            int i = at + 1, last = end;
            while (i < last)
            {
                byte one = line[i];
                if (one == '"')
                {
                    var text = new Utf8Text(line, at + 1, i - at - 1);
                    at = i + 1;
                    return text;
                }
                if (one == '\\')
                {
                    return ReadEscaped(i);
                }
                i += one >= 0x80 || one < 0x20 ? Careful(i) : 1;
            }
            throw new JsonProblem("a text does not end", at);
        }

        public void Skip()
        {
            Utf8Text name;
            switch (Kind())
            {
                case JsonKind.Object:
                    Open();
                    while (NextMember(out name))
                    {
                        Skip();
                    }
                    break;
                case JsonKind.Array:
                    Open();
                    while (NextElement())
                    {
                        Skip();
                    }
                    break;
                case JsonKind.Text:
                    ReadText();
                    break;
                case JsonKind.Number:
                    ReadNumber();
                    break;
                default:
                    ReadWord();
                    break;
            }
        }

        public void End()
        {
            SkipWhite();
            if (at < end)
            {
                throw new JsonProblem("something follows the JSON", at);
            }
        }

        private bool Next(byte close)
        {
            SkipWhite();
            if (at >= end)
            {
                throw new JsonProblem("the line ends too early", at);
            }
            if (bytes[at] == close)
            {
                at++;
                depth--;
                fresh = false;
                return false;
            }
            if (fresh)
            {
                fresh = false;
                return true;
            }
            if (bytes[at] != ',')
            {
                throw new JsonProblem("',' is missing", at);
            }
            at++;
            return true;
        }

        private void SkipWhite()
        {
            byte[] line = bytes;
            int i = at;
            while (i < end && line[i] <= ' '
                && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == '\n'))
            {
                i++;
            }
            at = i;
        }

        // The length of what stands at `i` in a text and is no plain ASCII.
        private int Careful(int i)
        {
            if (bytes[i] < 0x20)
            {
                throw new JsonProblem("a control character in a text", i);
            }
            int length = Utf8Text.SequenceAt(bytes, i, end);
            if (length == 0)
            {
                throw new JsonProblem("not UTF-8", i);
            }
            return length;
        }

        private Utf8Text ReadEscaped(int firstEscape)
        {
            if (unescaped.Length < end - at)
            {
                unescaped = new byte[end - at];
            }
            int length = firstEscape - at - 1, i = firstEscape;
            Buffer.BlockCopy(bytes, at + 1, unescaped, 0, length);
            while (i < end)
            {
                byte one = bytes[i];
                if (one == '"')
                {
                    at = i + 1;
                    return new Utf8Text(unescaped, 0, length);
                }
                if (one == '\\')
                {
                    length += JsonEscape.Read(bytes, ref i, end, unescaped, length);
                    continue;
                }
                int size = one >= 0x80 || one < 0x20 ? Careful(i) : 1;
                for (int k = 0; k < size; k++)
                {
                    unescaped[length++] = bytes[i++];
                }
            }
            throw new JsonProblem("a text does not end", at);
        }
    }
}
