// Clients, remembered by the names of their sessions, so that a batch that is sent again is done
// once.
//
// Whoever uses this holds the lock of the reception.
using System.Collections.Generic;

namespace Kinesics
{
    public sealed class Session
    {
        public readonly string Name;

        // The highest number of a batch that was applied.
        public long Seen;

        // The newest connection of it; null when it hung up.
        public object Connection;

        public Session(string name)
        {
            Name = name;
        }
    }

    public sealed class Sessions
    {
        public const int MostNameBytes = 64;

        private readonly int most;

        // The one that was greeted last stands last.
        private readonly List<Session> known = new List<Session>();

        public Sessions(int most)
        {
            this.most = most;
        }

        // The session of that name, which is this connection's from now on.
        public Session Greet(string name, object connection)
        {
            Session session = Find(name) ?? new Session(name);
            known.Remove(session);
            while (known.Count >= most)
            {
                known.RemoveAt(Forgettable());
            }
            known.Add(session);
            session.Connection = connection;
            return session;
        }

        private Session Find(string name)
        {
            foreach (Session one in known)
            {
                if (one.Name == name)
                {
                    return one;
                }
            }
            return null;
        }

        // The oldest without a connection, so that no stranger can push out one who talks.
        private int Forgettable()
        {
            for (int i = 0; i < known.Count; i++)
            {
                if (known[i].Connection == null)
                {
                    return i;
                }
            }
            return 0;
        }
    }
}
