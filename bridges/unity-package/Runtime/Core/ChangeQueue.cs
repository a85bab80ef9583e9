// The way of changes to the thread that shows them, in the order in which they came.
//
// What lasts is merged with what waits behind the last thing that happens once, so however long
// that thread stalls, little is held and the newest is shown. What happens once is kept one by one,
// a bounded number of them.
using System.Collections.Generic;

namespace Kinesics
{
    public sealed class ChangeQueue
    {
        public const int MostOnce = 256;

        private struct Entry
        {
            public BodyFrame Frame;
            public Change Once;
        }

        private readonly Queue<Entry> waiting = new Queue<Entry>();
        private readonly Stack<BodyFrame> spare = new Stack<BodyFrame>();
        private readonly object mutex = new object();
        private BodyFrame open = new BodyFrame();
        private int once;

        // Whether it was taken: not if too much waits already that happens once.
        public bool Put(ref Change change)
        {
            lock (mutex)
            {
                if (!change.HappensOnce)
                {
                    open.Merge(ref change);
                    return true;
                }
                if (once == MostOnce)
                {
                    return false;
                }
                once++;
                CloseFrame();
                waiting.Enqueue(new Entry { Once = change });
                return true;
            }
        }

        // How many entries there are now, for `TryTake`.
        public int Close()
        {
            lock (mutex)
            {
                CloseFrame();
                return waiting.Count;
            }
        }

        // Either a frame, to be given back, or something that happens once.
        public bool TryTake(out BodyFrame frame, out Change change)
        {
            lock (mutex)
            {
                bool any = waiting.Count > 0;
                Entry entry = any ? waiting.Dequeue() : default(Entry);
                frame = entry.Frame;
                change = entry.Once;
                once -= any && frame == null ? 1 : 0;
                return any;
            }
        }

        public void GiveBack(BodyFrame frame)
        {
            frame.Clear();
            lock (mutex)
            {
                spare.Push(frame);
            }
        }

        private void CloseFrame()
        {
            if (open.Empty)
            {
                return;
            }
            waiting.Enqueue(new Entry { Frame = open });
            open = spare.Count > 0 ? spare.Pop() : new BodyFrame();
        }
    }
}
