// One client: its socket, its thread, its buffers. What it does to this thread, such as never
// reading an answer, it does to no other.
using System;
using System.Net.Sockets;
using System.Threading;

namespace Kinesics
{
    public sealed class Connection
    {
        public const int MostLineBytes = 1048576;

        private const string TooLong = "a line has at most 1048576 bytes";
        private const int UsualBytes = 65536;
        private const int AnswerWithinMs = 3000;
        private const int LingerMs = 500;
        private const int PieceBytes = 4096;
        private const int GlanceMicroseconds = 100000;

        private readonly Socket socket;
        private readonly BodyServer server;
        private readonly LineDecoder decoder;
        private readonly DecodedLine line = new DecodedLine();
        private readonly LineWriter answers = new LineWriter();
        private readonly Guest guest = new Guest();
        private readonly Thread thread;

        private byte[] bytes = new byte[UsualBytes];
        private int have;

        // Bytes in front that hold no end of a line.
        private int lookedAt;

        // Whether a line has come.
        private bool spoken;

        private readonly double cameAtS = Clock.NowS;
        private double heardAtS = Clock.NowS;

        public Connection(Socket socket, BodyServer server)
        {
            this.socket = socket;
            this.server = server;
            decoder = new LineDecoder(server.Expressions, server.Settings.WhyNotLoad);
            thread = new Thread(Serve) { IsBackground = true, Name = "Kinesics client" };
        }

        public double HeardAtS
        {
            get { return Volatile.Read(ref heardAtS); }
        }

        public bool Drives
        {
            get { return server.Reception.Drives(guest); }
        }

        public void Start()
        {
            thread.Start();
        }

        public void Close()
        {
            socket.Close();
        }

        public void Join(int withinMs)
        {
            thread.Join(withinMs);
        }

        private void Serve()
        {
            try
            {
                socket.NoDelay = true;
                socket.SendTimeout = AnswerWithinMs;
                double greetWithinS = server.Settings.GreetWithinS;
                socket.ReceiveTimeout = server.AsksForToken ? (int)(greetWithinS * 1000) : 0;
                server.Reception.Enter(guest);
                byte[] hello = server.Hello;
                Send(hello, hello.Length);
                if (!Talk())
                {
                    HangUp();
                }
            }
            catch (SocketException)
            {
                // It hung up, or does not read what we answer.
            }
            catch (ObjectDisposedException)
            {
                // We closed the socket under it.
            }
            catch (Exception mistake)
            {
                // One of ours, which must not take the whole scene down.
                server.Settings.Log("hung up on a client: " + mistake);
            }
            finally
            {
                socket.Close();
                server.Reception.Leave(guest);
                server.Left(this);
            }
        }

        // Until the client hangs up (true), or must be (false).
        private bool Talk()
        {
            while (true)
            {
                int came = socket.Receive(bytes, have, bytes.Length - have, SocketFlags.None);
                if (came <= 0)
                {
                    return true;
                }
                have += came;
                Volatile.Write(ref heardAtS, Clock.NowS);
                bool stays = AnswerLines();
                Send(answers.Bytes, answers.Length);
                answers.Clear();
                if (!stays)
                {
                    return false;
                }
                if (guest.Greeted)
                {
                    socket.ReceiveTimeout = 0;
                }
                else if (server.AsksForToken
                    && Clock.NowS - cameAtS > server.Settings.GreetWithinS)
                {
                    return false;
                }
                if (have == bytes.Length)
                {
                    Array.Resize(ref bytes, Math.Min(2 * bytes.Length, MostLineBytes + 2));
                }
            }
        }

        private bool AnswerLines()
        {
            int start = 0;
            bool stays = true;
            while (stays)
            {
                int end = Array.IndexOf(bytes, (byte)'\n', lookedAt, have - lookedAt);
                if (end < 0)
                {
                    lookedAt = have;
                    break;
                }
                stays = AnswerLine(start, end - start);
                start = lookedAt = end + 1;
                if (answers.Length > UsualBytes)
                {
                    Send(answers.Bytes, answers.Length);
                    answers.Clear();
                }
            }
            have -= start;
            lookedAt -= start;
            Buffer.BlockCopy(bytes, start, bytes, 0, have);
            return stays && (have <= MostLineBytes + 1 || Refuse(TooLong));
        }

        private bool AnswerLine(int start, int length)
        {
            if (length > 0 && bytes[start + length - 1] == '\r')
            {
                length--;
            }
            if (length > MostLineBytes)
            {
                return Refuse(TooLong);
            }
            if (IsRequestOfBrowser(start, length))
            {
                return Refuse("this is no web server");
            }
            decoder.Decode(bytes, start, length, line);
            return server.Reception.Answer(guest, line, answers);
        }

        // A page of any site can have a browser send lines of its choice here, below a request. So
        // whoever begins with one is not heard any further.
        private bool IsRequestOfBrowser(int start, int length)
        {
            bool first = !spoken;
            spoken = true;
            return first && length > 9
                && new Utf8Text(bytes, start + length - 9, 8).Is(" HTTP/1.");
        }

        private bool Refuse(string why)
        {
            line.Clear();
            line.Refusal = why;
            line.Conclude();
            server.Reception.Answer(guest, line, answers);
            return false;
        }

        // In pieces for which there is room when the socket says that there is any.
        private void Send(byte[] from, int length)
        {
            for (int sent = 0; sent < length;)
            {
                AwaitRoom();
                int piece = Math.Min(length - sent, PieceBytes);
                sent += socket.Send(from, sent, piece, SocketFlags.None);
            }
        }

        // By our own clock: a timeout of the socket begins anew whenever memory is collected.
        private void AwaitRoom()
        {
            double end = Clock.NowS + AnswerWithinMs / 1000.0;
            while (!socket.Poll(GlanceMicroseconds, SelectMode.SelectWrite))
            {
                if (Clock.NowS > end)
                {
                    throw new SocketException((int)SocketError.TimedOut);
                }
            }
        }

        // A socket that is closed with bytes unread takes the last answer with it.
        private void HangUp()
        {
            double end = Clock.NowS + LingerMs / 1000.0;
            socket.Shutdown(SocketShutdown.Send);
            socket.ReceiveTimeout = LingerMs;
            while (Clock.NowS < end && socket.Receive(bytes, 0, bytes.Length, SocketFlags.None) > 0)
            {
            }
        }
    }
}
