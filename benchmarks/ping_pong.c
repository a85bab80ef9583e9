/* 64 bytes over TCP on the loopback address, to another process and back: what no middleware beats.

   Reads how many laps to run from its input, a number a line; answers with a line of that many
   times in nanoseconds.  Ends when its input does. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BYTES 64

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void send_all(int line, const char *bytes)
{
    for (ssize_t done = 0, count; done < BYTES; done += count) {
        if ((count = send(line, bytes + done, BYTES - done, 0)) <= 0) {
            exit(count < 0);
        }
    }
}

static void receive_all(int line, char *bytes)
{
    for (ssize_t done = 0, count; done < BYTES; done += count) {
        if ((count = recv(line, bytes + done, BYTES - done, 0)) <= 0) {
            exit(count < 0);
        }
    }
}

static void at_once(int line)
{
    int one = 1;
    if (setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) {
        fail("TCP_NODELAY");
    }
}

static void echo(int server)
{
    char bytes[BYTES];
    int line = accept(server, NULL, NULL);
    if (line < 0) {
        fail("accept");
    }
    at_once(line);
    for (;;) {
        receive_all(line, bytes);
        send_all(line, bytes);
    }
}

static long long nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(void)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    int server = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (server < 0 || bind(server, (struct sockaddr *)&address, size) != 0 || listen(server, 1) != 0
        || getsockname(server, (struct sockaddr *)&address, &size) != 0) {
        fail("listen");
    }
    pid_t child = fork();
    if (child == 0) {
        echo(server);
    }
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (child < 0 || line < 0 || connect(line, (struct sockaddr *)&address, size) != 0) {
        fail("connect");
    }
    close(server);
    at_once(line);

    char bytes[BYTES] = {0};
    for (long laps; scanf("%ld", &laps) == 1;) {
        for (long lap = 0; lap < laps; lap++) {
            long long began = nanoseconds();
            send_all(line, bytes);
            receive_all(line, bytes);
            printf("%lld ", nanoseconds() - began);
        }
        printf("\n");
        fflush(stdout);
    }
    close(line);
    waitpid(child, NULL, 0);
    return 0;
}
