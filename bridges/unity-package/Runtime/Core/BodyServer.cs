// A body's end of the wire: lets clients in, and tells each of them what the body can do.
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Kinesics
{
    public sealed class BodyServer : IDisposable
    {
        public readonly ServerSettings Settings;
        public readonly Expressions Expressions;
        public readonly Reception Reception;

        private readonly TcpListener listener;
        private readonly Thread thread;
        private readonly List<Connection> connections = new List<Connection>();
        private readonly Token token;
        private volatile byte[] hello;
        private volatile bool closed;

        // Whether somebody was since the last one was let in.
        private bool turnedAway;

        public BodyServer(
            ServerSettings settings,
            Expressions expressions,
            ChangeQueue queue,
            BodyDescription description)
        {
            Settings = settings;
            Expressions = expressions;
            token = new Token(settings.Token);
            if (!token.IsAsked && !IPAddress.IsLoopback(settings.Address))
            {
                throw new InvalidOperationException(
                    "listening at " + settings.Address + " needs a token, as whoever reaches the "
                    + "port moves the body; set one, or listen at 127.0.0.1");
            }
            Reception = new Reception(queue, token, settings.WriterSilentS);
            Describe(description);
            listener = new TcpListener(settings.Address, settings.Port);
            Listen();
            thread = new Thread(Accept) { IsBackground = true, Name = "Kinesics door" };
            thread.Start();
        }

        public int Port
        {
            get { return ((IPEndPoint)listener.LocalEndpoint).Port; }
        }

        public bool AsksForToken
        {
            get { return token.IsAsked; }
        }

        public byte[] Hello
        {
            get { return hello; }
        }

        public int Clients
        {
            get
            {
                lock (connections)
                {
                    return connections.Count;
                }
            }
        }

        // For the clients that connect from now on.
        public void Describe(BodyDescription description)
        {
            hello = description.Hello(token.IsAsked);
        }

        public void Left(Connection connection)
        {
            lock (connections)
            {
                if (!connections.Remove(connection))
                {
                    return;
                }
            }
            Settings.Log("a client left; " + Clients + " are there");
        }

        public void Dispose()
        {
            closed = true;
            listener.Stop();
            thread.Join(1000);
            Connection[] all;
            lock (connections)
            {
                all = connections.ToArray();
            }
            foreach (Connection one in all)
            {
                one.Close();
            }
            foreach (Connection one in all)
            {
                one.Join(1000);
            }
        }

        private void Listen()
        {
            try
            {
                listener.Start(Settings.MostClients);
            }
            catch (SocketException problem)
            {
                throw new InvalidOperationException(
                    "cannot listen at " + Settings.Address + ":" + Settings.Port + " ("
                    + problem.SocketErrorCode + "); another program or scene may, so choose "
                    + "another port here and in the bridge's config",
                    problem);
            }
        }

        private void Accept()
        {
            while (!closed)
            {
                Socket socket;
                try
                {
                    socket = listener.AcceptSocket();
                }
                catch (SocketException)
                {
                    // The end of the listener; or a client that was gone before it was let in, or
                    // too many open files, which a pause may mend.
                    Thread.Sleep(closed ? 0 : 20);
                    continue;
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
                catch (InvalidOperationException)
                {
                    return;
                }
                LetIn(socket);
            }
        }

        private void LetIn(Socket socket)
        {
            Connection silent = null;
            lock (connections)
            {
                if (connections.Count >= Settings.MostClients)
                {
                    silent = LongestSilent();
                    if (silent == null)
                    {
                        TurnAway(socket);
                        return;
                    }
                    connections.Remove(silent);
                }
                var connection = new Connection(socket, this);
                connections.Add(connection);
                turnedAway = false;
                connection.Start();
            }
            if (silent != null)
            {
                silent.Close();
            }
            Settings.Log("a client came; " + Clients + " are there");
        }

        private void TurnAway(Socket socket)
        {
            socket.Close();
            if (!turnedAway)
            {
                turnedAway = true;
                Settings.Log("turns clients away while " + connections.Count + " are there");
            }
        }

        private Connection LongestSilent()
        {
            Connection longest = null;
            double before = Clock.NowS - Settings.MakesRoomAfterS;
            foreach (Connection one in connections)
            {
                if (one.HeardAtS < before && !one.Drives)
                {
                    before = one.HeardAtS;
                    longest = one;
                }
            }
            return longest;
        }
    }
}
