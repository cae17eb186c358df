package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.redistribution.bgp.message.Keepalive;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends or connects too much, or nothing. */
class FloodTest extends BesiegedSpeaker {
    @Test
    void aFloodOfOpensEndsWithTheSecond() throws IOException {
        flood(connect(ROGUE), open(65020), 10_000);
        await("it is refused", () -> rogueError().contains("Unexpected Message in OpenConfirm State (5/2)"));
    }

    @Test
    void aFloodOfKeepalivesIsOnlyRead() throws IOException {
        Socket socket = connect(ROGUE);
        socket.getOutputStream().write(open(65020));
        flood(socket, octets(Keepalive.INSTANCE), 200_000);
        assertTrue(socket.getInputStream().read() >= 0, "it is still there");
    }

    @ParameterizedTest(name = "octet {0}")
    @ValueSource(ints = {0, 255})
    void garbageEndsTheConnectionItCameOn(int octet) throws IOException {
        byte[] garbage = new byte[4096];
        Arrays.fill(garbage, (byte) octet);
        flood(connect(ROGUE), garbage, 1000);
        await("it is refused", () -> rogueError().contains(octet == 0 ? "marker" : "message type 255 is unknown"));
    }

    @Test
    void whoConnectsAgainAndAgainIsHeldBack() throws IOException {
        for (int i = 0; i < 50; i++) {
            connect(ROGUE).close();
        }
        await("most are refused", () -> speaker.status().refusedConnections() >= 30);
    }

    @Test
    void aPeerThatNeverSendsHoldsOneConnectionAndNoMore() throws IOException {
        connect(ROGUE);
        Socket second = connect(ROGUE);
        await("the second is closed", () -> speaker.status().refusedConnections() >= 1);
        assertEquals(-1, second.getInputStream().read());
    }

    @Test
    void neighboursByPrefixAreLimitedAndForgottenWhenTheyGo() throws IOException {
        List<Socket> in = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Socket socket = connect("127.0.1." + i);
            in.add(socket);
            socket.getOutputStream().write(open(65030));
            socket.getOutputStream().write(octets(Keepalive.INSTANCE));
        }
        await("three are in", () -> sessions() == 4);
        Socket fourth = connect("127.0.1.4");
        byte[] answer = fourth.getInputStream().readAllBytes();
        assertEquals(21, answer.length, "a NOTIFICATION");
        assertEquals(6, answer[19]);
        assertEquals(5, answer[20], "Connection Rejected (RFC 4486)");
        in.getFirst().close();
        await("it is forgotten", () -> speaker.status().peers().size() == 4);
        Socket later = connect("127.0.1.5");
        later.getOutputStream().write(open(65030));
        await("another may come", () -> speaker.status().peers().size() == 5);
    }
}
