// Who drives the body: one session at a time.
//
// Whoever uses this holds the lock of the reception.
namespace Kinesics
{
    public sealed class WriterSeat
    {
        private readonly double silentS;
        private double heardAtS;

        public WriterSeat(double silentS)
        {
            this.silentS = silentS;
        }

        public Session Writer { get; private set; }

        // Any line of the writer keeps its seat.
        public void Heard(Session session, double nowS)
        {
            if (ReferenceEquals(session, Writer))
            {
                heardAtS = nowS;
            }
        }

        // Whether this session drives from now on.
        public bool Ask(Session session, double nowS)
        {
            if (Writer != null && !ReferenceEquals(session, Writer) && nowS - heardAtS <= silentS)
            {
                return false;
            }
            Writer = session;
            heardAtS = nowS;
            return true;
        }

        public void Leave(Session session)
        {
            if (ReferenceEquals(session, Writer))
            {
                Writer = null;
            }
        }
    }
}
