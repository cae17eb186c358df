package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.routelb.model.Addresses;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.MessageHeader;
import io.routelb.redistribution.bgp.message.MessageType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapturesTest {
    private static final int PORT = 27_932;

    @TempDir
    private Path folder;

    /** A message found in a capture: who sent it, and what it is. */
    private record Found(int sourcePort, int destinationPort, MessageType type) {}

    /** Reads what {@link PcapFile} and {@link TcpSegment} are meant to write, by the formats' own rules. */
    private static List<Found> read(Path file) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        assertEquals(0xA1B2C3D4, in.getInt());
        assertEquals(0x0002_0004, in.getInt());
        in.position(20);
        assertEquals(101, in.getInt(), "LINKTYPE_RAW");
        List<Found> found = new ArrayList<>();
        while (in.hasRemaining()) {
            in.position(in.position() + 8);
            int length = in.getInt();
            assertEquals(length, in.getInt());
            ByteBuffer packet = in.slice(in.position(), length);
            in.position(in.position() + length);
            packet.position(packet.get(0) >> 4 == 4 ? 20 : 40);
            int source = Short.toUnsignedInt(packet.getShort());
            int destination = Short.toUnsignedInt(packet.getShort());
            packet.position(packet.position() + 16);
            while (packet.hasRemaining()) {
                MessageHeader header = MessageHeader.decode(packet, Dialect.INITIAL);
                packet.position(packet.position() + header.bodyLength());
                found.add(new Found(source, destination, header.type()));
            }
        }
        return found;
    }

    private void talk(String here, String there) {
        try (NativeBackend a = new NativeBackend();
                NativeBackend b = new NativeBackend()) {
            RoutingIntent toB =
                    Lab.intent(64512, "10.0.0.1", 0, List.of(Lab.peer(there, 65010, 64512, PORT, here)), Set.of());
            a.apply(new RoutingIntent(
                    toB.localAsn(),
                    toB.routerId(),
                    0,
                    toB.peers(),
                    new SpeakerOptions(
                            List.of(),
                            Optional.empty(),
                            Optional.of(folder.toString()),
                            toB.options().bestPath())));
            RoutingIntent.Peer toA = Lab.passive(Lab.peer(here, 64512, 65010, PORT, there));
            b.apply(Lab.intent(65010, "10.0.0.2", PORT, List.of(toA), Set.of()));
            await("they talk", () -> established(a) && established(b));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"127.0.0.31, 127.0.0.32, bgp-127.0.0.32.pcap", "::1, ::1, bgp-__1.pcap"})
    void aSessionCanBeReadAgain(String here, String there, String name) throws Exception {
        talk(here, there);
        Path file = folder.resolve(name);
        List<Found> found = read(file);
        assertTrue(found.stream().anyMatch(each -> each.destinationPort == 179 && each.type == MessageType.OPEN));
        assertTrue(found.stream().anyMatch(each -> each.sourcePort == 179 && each.type == MessageType.OPEN));
        assertTrue(found.stream().anyMatch(each -> each.sourcePort == 179 && each.type == MessageType.KEEPALIVE));
        assertTrue(found.stream().anyMatch(each -> each.sourcePort == 179 && each.type == MessageType.NOTIFICATION));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "only the speaker that was told to");
        }
        tcpdumpUnderstands(file);
    }

    private static void tcpdumpUnderstands(Path file) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tcpdump")), "skipped in part: tcpdump is not installed");
        Process tcpdump = new ProcessBuilder("/usr/bin/tcpdump", "-nvvr", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(tcpdump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, tcpdump.waitFor());
        for (String part : List.of("Open Message (1)", "my AS 64512", "Keepalive Message (4)", "Cease (6)")) {
            assertTrue(text.contains(part), part + " is not in\n" + text);
        }
        assertTrue(text.contains("(correct)"), text);
        assertFalse(text.contains("incorrect") || text.contains("bad cksum"), text);
    }

    @Test
    void aFileIsBoundedAndAnOldOneKept() throws Exception {
        Captures captures = new Captures();
        captures.into(Optional.of(folder));
        Captures.Trace trace = captures.connection(Addresses.of("192.0.2.1"), true);
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.11"), 40_000);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1790);
        for (int i = 0; i < 300; i++) {
            trace.received(local, remote, ByteBuffer.allocate(65_535));
        }
        captures.into(Optional.empty());
        trace.received(local, remote, ByteBuffer.allocate(65_535));
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            assertEquals(
                    List.of("bgp-192.0.2.1.pcap", "bgp-192.0.2.1.pcap.1"),
                    all.stream().map(each -> each.getFileName().toString()).toList());
            assertTrue(all.stream().allMatch(each -> size(each) <= PcapFile.MAX_OCTETS), all::toString);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenHurtsNoSession() {
        folder = folder.resolve("absent");
        talk("127.0.0.31", "127.0.0.32");
        assertFalse(Files.exists(folder));
    }
}
