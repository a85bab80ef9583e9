// How a body is to be reached, and by whom.
using System;
using System.Net;

namespace Kinesics
{
    public sealed class ServerSettings
    {
        public IPAddress Address = IPAddress.Loopback;

        // 0 takes any that is free.
        public int Port = 5555;

        // Must be there where the address is not of this machine alone.
        public string Token = "";

        public int MostClients = 16;

        // After so long another client may drive.
        public double WriterSilentS = 3;

        // Where a token is asked for, a client that has not told it by then is hung up.
        public double GreetWithinS = 5;

        // A client that was silent for so long makes room for a new one, unless it drives.
        public double MakesRoomAfterS = 10;

        // What is wrong with a model's path, or null; asked on any thread.
        public Func<string, string> WhyNotLoad = path => null;

        // Told of clients that come and go, on any thread.
        public Action<string> Log = text => { };
    }
}
