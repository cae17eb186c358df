package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.kube.write.NodeStatus;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStatusTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");

    private final LocalStatus local = new LocalStatus("n1", Clock.fixed(NOW, ZoneOffset.UTC));

    private static RoutingIntent intent() {
        RouteAttributes attributes = new RouteAttributes(
                List.of(0xFFFF0000, (64512 << 16) | 7),
                List.of(new RouteAttributes.LargeCommunity(64512, 1, 2)),
                List.of(),
                OptionalLong.of(5),
                OptionalLong.of(0),
                2);
        return new RoutingIntent(
                new Asn(64512),
                new IPv4Address(new byte[] {(byte) 192, 0, 2, 11}),
                179,
                List.of(new RoutingIntent.Peer(
                        "r1",
                        Addresses.of("192.0.2.1"),
                        new RoutingIntent.PeerAsn.External(),
                        new Asn(64512),
                        179,
                        Optional.empty(),
                        new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5)),
                        OptionalInt.of(1),
                        Set.of(IpFamily.values()),
                        false,
                        PeerOptions.DEFAULT.withPassword(new SessionPassword("horse")),
                        Map.of(Prefix.of("198.51.100.10/32"), attributes))));
    }

    private static NodeStatus status() {
        return new NodeStatus(
                "Native",
                OptionalLong.of(64512),
                "192.0.2.11",
                List.of(new NodeStatus.Peer(
                        "r1",
                        "192.0.2.1",
                        64500,
                        "Established",
                        NOW.minus(Duration.ofHours(49)),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        List.of(IpFamily.IPV4),
                        3,
                        2,
                        1,
                        0,
                        "",
                        0,
                        "")),
                List.of(new NodeStatus.Address(
                        "198.51.100.11", "kube-lb0", false, List.of(), List.of(), "NoLocalEndpoint", "none here")),
                0,
                List.of());
    }

    @Test
    void theScreenHasServerNeighboursAndRoutes() {
        local.offer(status(), intent());
        assertEquals(
                """
                Server
                  node n1, backend Native, AS 64512, router ID 192.0.2.11, port 179

                Neighbours
                  Peer      AS    Up/Down     State  |#Received Accepted |#Advertised Name Last error
                  192.0.2.1 64500 2d 01:00:05 Establ |3         2        |1           r1

                Routes told
                  Network          Next Hop AS_PATH     Age      Attrs                                                                                                         Peers
                  198.51.100.10/32 self     64512 64512 00:00:05 [{Origin: i} {Med: 5} {LocalPref: 0} {Communities: 65535:0 64512:7} {LargeCommunities: 64512:1:2}] r1

                Addresses not told
                  Address       Reason          Message
                  198.51.100.11 NoLocalEndpoint none here
                """.replaceAll(" +", " "),
                StatusScreen.render(local.json(), NOW.plusSeconds(5)).replaceAll(" +", " "));
        assertTrue(!local.json().toString().contains("horse"), "no secrets");
    }

    @Test
    void beforeTheFirstPassThereIsTheNameOnly() {
        assertEquals("{\"node\":\"n1\"}", local.json().toString());
        assertTrue(StatusScreen.render(local.json(), NOW).startsWith("Server\n  node n1"));
    }

    @Test
    void whoConnectsIsToldAndOnlyTheOwnerMay(@TempDir Path folder) throws IOException {
        local.offer(status(), intent());
        Path state = folder.resolve("state");
        try (StatusSocket socket =
                StatusSocket.in(state.toString(), () -> local.json().toString()).orElseThrow()) {
            Path path = socket.path();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            for (int i = 0; i < 2; i++) {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    JsonObject told = JsonParser.parseReader(Channels.newReader(channel, StandardCharsets.UTF_8))
                            .getAsJsonObject();
                    assertEquals(local.json(), told);
                }
            }
        }
        assertTrue(Files.notExists(state.resolve(StatusSocket.NAME)));
    }

    @Test
    void whatAnEarlierProcessLeftIsReplaced(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(StatusSocket.NAME), "left");
        try (StatusSocket socket =
                StatusSocket.in(folder.toString(), () -> "{}").orElseThrow()) {
            assertTrue(Files.exists(socket.path()));
        }
    }
}
