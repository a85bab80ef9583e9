// Turns a line into changes. Nothing is done here: a line is understood whole, or refused whole.
using System;

namespace Kinesics
{
    public sealed class LineDecoder
    {
        private readonly JsonReader reader = new JsonReader();
        private readonly DataDecoder data;

        // What the members of the command at hand said beside its data.
        private CommandName name;
        private string problem;
        private bool named;

        public LineDecoder(Expressions expressions, Func<string, string> whyNotLoad)
        {
            data = new DataDecoder(reader, expressions, whyNotLoad);
        }

        public void Decode(byte[] bytes, int start, int length, DecodedLine into)
        {
            into.Clear();
            try
            {
                reader.Begin(bytes, start, length);
                if (reader.Kind() == JsonKind.Object)
                {
                    DecodeCommand(into, 0, true);
                }
                else
                {
                    reader.Skip();
                    into.Refusal = "a line must be a JSON object";
                }
                reader.End();
            }
            catch (JsonProblem wrong)
            {
                into.Refusal = "not a line of JSON: " + wrong.Message;
            }
            into.Conclude();
        }

        private void DecodeCommand(DecodedLine into, int place, bool outermost)
        {
            int dataAt = -1;
            bool decoded = false;
            named = false;
            problem = null;
            name = CommandName.Unknown;
            Utf8Text member;
            reader.Open();
            while (reader.NextMember(out member))
            {
                if (member.Is("command"))
                {
                    ReadName(outermost, into.Errors.Full);
                }
                else if (member.Is("data"))
                {
                    if (dataAt >= 0)
                    {
                        problem = problem ?? "'data' stands there twice";
                        reader.Skip();
                        continue;
                    }
                    dataAt = reader.Place;
                    decoded = named && problem == null;
                    if (!decoded)
                    {
                        reader.Skip();
                        continue;
                    }
                    DecodeData(into, place);
                }
                else if (!outermost || !ReadNumbers(member, into))
                {
                    reader.Skip();
                }
            }
            if (!named)
            {
                problem = problem ?? "a command needs a 'command', its name";
            }
            if (problem == null && !decoded)
            {
                DecodeLate(into, place, dataAt);
            }
            Conclude(into, place, outermost);
        }

        private void Conclude(DecodedLine into, int place, bool outermost)
        {
            if (outermost && name != CommandName.Batch)
            {
                // Only batches are numbered.
                into.HasSeq = false;
            }
            if (outermost && name == CommandName.Batch)
            {
                into.Refusal = into.Refusal ?? problem;
                return;
            }
            if (outermost && (name == CommandName.Hello || name == CommandName.Ping))
            {
                into.Kind = name == CommandName.Hello ? LineKind.Hello : LineKind.Ping;
            }
            if (problem == null)
            {
                into.Right++;
                return;
            }
            into.Errors.Add(place, problem);
            while (into.ChangeCount > 0 && into.Changes[into.ChangeCount - 1].Command == place)
            {
                into.ChangeCount--;
            }
        }

        // The name came after the data, or there are no data.
        private void DecodeLate(DecodedLine into, int place, int dataAt)
        {
            if (dataAt < 0)
            {
                problem = name == CommandName.Batch
                    ? "a batch needs 'data' with its 'commands'"
                    : data.DecodeNothing(name, into, place);
                return;
            }
            int behind = reader.Place;
            reader.GoBack(dataAt);
            DecodeData(into, place);
            reader.GoBack(behind);
        }

        private void DecodeData(DecodedLine into, int place)
        {
            if (name == CommandName.Batch)
            {
                DecodeBatch(into);
                return;
            }
            if (name == CommandName.Ping)
            {
                reader.Skip();
                return;
            }
            if (reader.Kind() != JsonKind.Object)
            {
                bool nothing = reader.Kind() == JsonKind.Null;
                reader.Skip();
                problem = nothing
                    ? data.DecodeNothing(name, into, place)
                    : "'data' must be a JSON object";
                return;
            }
            problem = data.Decode(name, into, place);
        }

        private void DecodeBatch(DecodedLine into)
        {
            bool found = false;
            string wrong = null;
            Utf8Text member;
            if (reader.Kind() != JsonKind.Object)
            {
                reader.Skip();
                problem = "'data' must be a JSON object";
                return;
            }
            reader.Open();
            while (reader.NextMember(out member))
            {
                if (!member.Is("commands") || found)
                {
                    reader.Skip();
                    continue;
                }
                found = true;
                if (reader.Kind() != JsonKind.Array)
                {
                    reader.Skip();
                    wrong = "'commands' must be an array";
                    continue;
                }
                DecodeCommands(into);
            }
            // The commands within have used these for themselves.
            name = CommandName.Batch;
            named = true;
            problem = found ? wrong : "a batch needs 'data' with its 'commands'";
        }

        private void DecodeCommands(DecodedLine into)
        {
            int place = 0;
            reader.Open();
            for (; reader.NextElement(); place++)
            {
                if (reader.Kind() == JsonKind.Object)
                {
                    DecodeCommand(into, place, false);
                    continue;
                }
                reader.Skip();
                into.Errors.Add(place, "a command must be a JSON object");
            }
        }

        // `brief` where nobody will read what is wrong, as too much is.
        private void ReadName(bool outermost, bool brief)
        {
            if (named || reader.Kind() != JsonKind.Text)
            {
                problem = problem ?? (named
                    ? "'command' stands there twice"
                    : "'command' must be a text, the name of a command");
                named = true;
                reader.Skip();
                return;
            }
            Utf8Text text = reader.ReadText();
            named = true;
            name = (CommandName)CommandNames.All.Find(text);
            if (name == CommandName.Unknown)
            {
                problem = brief ? "unknown command" : Unknown(text);
            }
            else if (!outermost && (name == CommandName.Batch || name == CommandName.Hello))
            {
                problem = "a " + text + " cannot be part of a batch";
            }
        }

        private static string Unknown(Utf8Text text)
        {
            return text.Length > Names.MaxBytes
                ? "the name of a command is longer than " + Names.MaxBytes + " bytes"
                : "unknown command"
                    + Nearest.Question(text.ToString(), CommandNames.All.ToArray());
        }

        // The members that only a whole line has.
        private bool ReadNumbers(Utf8Text member, DecodedLine into)
        {
            if (member.Is("seq"))
            {
                into.HasSeq = ReadWhole(
                    into, 1, "'seq' must be a whole number from 1", out into.Seq);
                return true;
            }
            if (member.Is("id"))
            {
                into.HasId = ReadWhole(
                    into, long.MinValue, "'id' must be a whole number", out into.Id);
                return true;
            }
            return false;
        }

        private bool ReadWhole(
            DecodedLine into, long least, string otherwise, out long value)
        {
            value = 0;
            if (reader.Kind() == JsonKind.Number)
            {
                if (reader.ReadWhole(out value) && value >= least)
                {
                    return true;
                }
            }
            else if (reader.Kind() == JsonKind.Null)
            {
                reader.Skip();
                return false;
            }
            else
            {
                reader.Skip();
            }
            into.Refusal = into.Refusal ?? otherwise;
            return false;
        }
    }
}
