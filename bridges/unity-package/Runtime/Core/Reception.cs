// Where the lines of all clients meet: who they are, who drives, what was done already, and what is
// done now. One line at a time, so what one client sends stays together and in order.
namespace Kinesics
{
    // What the reception knows of a connection.
    public sealed class Guest
    {
        public Session Session = new Session("");
        public bool Greeted;
    }

    public sealed class Reception
    {
        private const int MostSessions = 16;

        private readonly object mutex = new object();
        private readonly Sessions sessions = new Sessions(MostSessions);
        private readonly WriterSeat seat;
        private readonly ChangeQueue queue;
        private readonly Token token;

        public Reception(ChangeQueue queue, Token token, double writerSilentS)
        {
            this.queue = queue;
            this.token = token;
            seat = new WriterSeat(writerSilentS);
        }

        public long Commands { get; private set; }

        public long Lines { get; private set; }

        public string LastError { get; private set; } = "";

        // The session that drives, or null.
        public string Writer
        {
            get
            {
                lock (mutex)
                {
                    return seat.Writer == null ? null : seat.Writer.Name;
                }
            }
        }

        public bool Drives(Guest guest)
        {
            lock (mutex)
            {
                return ReferenceEquals(guest.Session, seat.Writer);
            }
        }

        public void Enter(Guest guest)
        {
            guest.Session.Connection = guest;
        }

        public void Leave(Guest guest)
        {
            lock (mutex)
            {
                Release(guest);
            }
        }

        // Writes the answer to a line; returns whether the connection may stay.
        public bool Answer(Guest guest, DecodedLine line, LineWriter reply)
        {
            lock (mutex)
            {
                double now = Clock.NowS;
                int count = 0;
                long seen = -1;
                bool stays = true;
                if (line.Kind == LineKind.Hello)
                {
                    stays = Greet(guest, line, out seen);
                }
                else if (token.IsAsked && !guest.Greeted)
                {
                    Refuse(line, "a hello with the token must come first");
                    stays = false;
                }
                else if (!ReferenceEquals(guest.Session.Connection, guest))
                {
                    Refuse(line, "this session goes on over another connection");
                    stays = false;
                }
                else
                {
                    count = Apply(guest.Session, line, now);
                }
                seat.Heard(guest.Session, now);
                Lines++;
                Commands += count;
                if (line.Errors.Count > 0)
                {
                    LastError = line.Errors.TextOf(0);
                }
                Reply.Write(reply, line, count, seen);
                return stays;
            }
        }

        private bool Greet(Guest guest, DecodedLine line, out long seen)
        {
            seen = -1;
            if (token.IsAsked && !token.Fits(line.Token))
            {
                Refuse(line, "wrong token");
                return false;
            }
            if (line.Errors.Any)
            {
                return guest.Greeted || !token.IsAsked;
            }
            if (line.Protocol != BodyDescription.Protocol)
            {
                Refuse(
                    line,
                    "protocol " + line.Protocol + " is not known here; this body speaks "
                        + BodyDescription.Protocol);
                return guest.Greeted || !token.IsAsked;
            }
            guest.Greeted = true;
            if (!string.IsNullOrEmpty(line.Session) && line.Session != guest.Session.Name)
            {
                Release(guest);
                guest.Session = sessions.Greet(line.Session, guest);
            }
            seen = guest.Session.Seen;
            return true;
        }

        private int Apply(Session session, DecodedLine line, double now)
        {
            if (line.Refusal != null)
            {
                return 0;
            }
            if (line.Kind == LineKind.Ping)
            {
                return 1;
            }
            if (!seat.Ask(session, now))
            {
                Refuse(line, "another client drives this body");
                return 0;
            }
            if (line.HasSeq)
            {
                if (line.Seq <= session.Seen)
                {
                    line.Errors.Clear();
                    return 0;
                }
                session.Seen = line.Seq;
            }
            return line.Right - Put(line);
        }

        // How many commands found no room.
        private int Put(DecodedLine line)
        {
            int lost = 0;
            for (int i = 0; i < line.ChangeCount; i++)
            {
                if (!queue.Put(ref line.Changes[i]))
                {
                    lost++;
                    line.Errors.Add(
                        line.Changes[i].Command,
                        "busy: " + ChangeQueue.MostOnce + " commands wait to be shown");
                }
            }
            return lost;
        }

        private void Release(Guest guest)
        {
            if (ReferenceEquals(guest.Session.Connection, guest))
            {
                guest.Session.Connection = null;
                seat.Leave(guest.Session);
            }
        }

        private static void Refuse(DecodedLine line, string why)
        {
            line.Errors.Clear();
            line.Errors.Add(0, why);
        }
    }
}
