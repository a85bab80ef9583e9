// All that a line asks for, before any of it is done. One is used again for line after line.
using System;

namespace Kinesics
{
    public enum LineKind
    {
        Commands,
        Hello,
        Ping,
    }

    public sealed class DecodedLine
    {
        // More than this is given back after a line that needed it.
        private const int UsualChanges = 8192;

        public LineKind Kind;
        public bool HasSeq;
        public long Seq;
        public bool HasId;
        public long Id;

        // Of a hello.
        public string Session;
        public string Token;
        public long Protocol;

        public Change[] Changes = new Change[256];
        public int ChangeCount;

        // Commands that are right, whether or not they change anything.
        public int Right;

        // Why nothing of the line may be applied; null if it may.
        public string Refusal;

        public readonly LineErrors Errors = new LineErrors();

        public void Clear()
        {
            if (Changes.Length > UsualChanges)
            {
                Changes = new Change[256];
                ChangeCount = 0;
            }
            // A text that nobody needs any more is not to be held.
            for (int i = 0; i < ChangeCount; i++)
            {
                Changes[i].Text = null;
            }
            Kind = LineKind.Commands;
            HasSeq = HasId = false;
            Seq = Id = 0;
            Protocol = 1;
            Session = Token = Refusal = null;
            ChangeCount = Right = 0;
            Errors.Clear();
        }

        public void Add(ref Change change)
        {
            if (ChangeCount == Changes.Length)
            {
                Array.Resize(ref Changes, Changes.Length * 2);
            }
            Changes[ChangeCount++] = change;
        }

        // Called when all of it was read.
        public void Conclude()
        {
            if (Refusal == null)
            {
                return;
            }
            ChangeCount = Right = 0;
            Errors.Clear();
            Errors.Add(0, Refusal);
        }
    }
}
