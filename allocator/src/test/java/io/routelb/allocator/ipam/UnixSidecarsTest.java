package io.routelb.allocator.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.routelb.allocator.ipam.IpamOutcome.Cause;
import io.routelb.allocator.plan.IpamQuery;
import io.routelb.allocator.plan.IpamStats;
import io.routelb.ipam.v1.AllocateRequest;
import io.routelb.ipam.v1.StatsResponse;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class UnixSidecarsTest {
    private static final ObjectKey WEB = new ObjectKey("shop", "web");
    private static final IpamCall.Allocate ASK =
            new IpamCall.Allocate(WEB, new IpamQuery("ext", new IpamQuery.Families(Set.of(IpFamily.IPV4)), "blue"));

    @TempDir
    Path directory;

    private final BlockingQueue<Runnable> owner = new LinkedBlockingQueue<>();
    private final UnixSidecars sidecars = new UnixSidecars(owner::add, Duration.ofSeconds(2));

    @AfterEach
    void close() {
        sidecars.close();
    }

    @Test
    void allocateCarriesPoolServiceKeyAndWishAndBringsTheAddressesBack() throws InterruptedException {
        try (FakeSidecar sidecar = sidecar(FakeSidecar.giving("198.51.100.7", "2001:db8::7"))) {
            IpamOutcome outcome = call(sidecar.socket(), ASK);

            assertEquals(
                    new IpamOutcome.Given(List.of(Addresses.of("198.51.100.7"), Addresses.of("2001:db8::7"))), outcome);
            AllocateRequest asked = sidecar.allocates.remove();
            assertEquals("ext", asked.getPool());
            assertEquals("shop/web", asked.getService());
            assertEquals("blue", asked.getSharingKey());
            assertTrue(asked.getFamilies().getWantIpv4());
            assertTrue(!asked.getFamilies().getWantIpv6());
        }
    }

    @Test
    void anExactWishNamesItsAddresses() throws InterruptedException {
        IpamQuery.Explicit exactly =
                new IpamQuery.Explicit(List.of(Addresses.of("198.51.100.9"), Addresses.of("2001:db8::9")));
        try (FakeSidecar sidecar = sidecar(FakeSidecar.giving("198.51.100.9"))) {
            call(sidecar.socket(), new IpamCall.Allocate(WEB, new IpamQuery("ext", exactly, "")));

            assertEquals(
                    List.of("198.51.100.9", "2001:db8::9"),
                    sidecar.allocates.remove().getExplicit().getIpsList());
        }
    }

    @Test
    void releaseNamesOneAddressOrAll() throws InterruptedException {
        try (FakeSidecar sidecar = sidecar(FakeSidecar.never())) {
            IpamOutcome one =
                    call(sidecar.socket(), new IpamCall.Release("ext", WEB, Optional.of(Addresses.of("198.51.100.7"))));
            IpamOutcome all = call(sidecar.socket(), new IpamCall.Release("ext", WEB, Optional.empty()));

            assertEquals(new IpamOutcome.Released(), one);
            assertEquals(new IpamOutcome.Released(), all);
            assertEquals("198.51.100.7", sidecar.releases.remove().getIp());
            assertTrue(sidecar.releases.remove().getAll());
        }
    }

    @Test
    void countsSaturateAndUnknownCapacityIsAbsent() throws InterruptedException {
        try (FakeSidecar sidecar = sidecar(FakeSidecar.never())) {
            sidecar.stats = StatsResponse.newBuilder()
                    .setInUseV4(3)
                    .setSizeV4(256)
                    .setSizeV6(-1L)
                    .setHasKnownCapacity(true)
                    .addDisplayAddresses("198.51.100.0/24")
                    .build();
            IpamStats known = stats(call(sidecar.socket(), new IpamCall.Stats("ext")));
            sidecar.stats = StatsResponse.newBuilder()
                    .setSizeV4(256)
                    .addDisplayAddresses("x\u0000y")
                    .build();
            IpamStats unknown = stats(call(sidecar.socket(), new IpamCall.Stats("ext")));

            assertEquals(
                    new IpamStats(
                            3, 0, OptionalLong.of(256), OptionalLong.of(Long.MAX_VALUE), List.of("198.51.100.0/24")),
                    known);
            assertEquals(OptionalLong.empty(), unknown.sizeIPv4());
            assertEquals(List.of("x?y"), unknown.addresses());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    no address              | ''                              | without giving an address
                    no address at all       | ten                             | "ten" is not an IP address
                    with a length           | 198.51.100.0/24                 | is not a single IP address
                    a range                 | 198.51.100.1-3                  | is not an IP address
                    IPv4 in IPv6            | ::ffff:198.51.100.1             | write it as IPv4
                    unspecified             | 0.0.0.0                         | no host can be reached at
                    loopback                | 127.0.0.1                       | no host can be reached at
                    multicast               | ff02::1                         | no host can be reached at
                    link-local              | fe80::1                         | no host can be reached at
                    broadcast               | 255.255.255.255                 | no host can be reached at
                    zone                    | fe80::1%eth0                    | is not an IP address
                    control characters      | 'a\u0000b'                      | is not an IP address
                    """)
    void anAnswerThatMakesNoSenseIsRefused(String what, String given, String message) throws InterruptedException {
        String[] addresses = given.isEmpty() ? new String[0] : new String[] {given};
        try (FakeSidecar sidecar = sidecar(FakeSidecar.giving(addresses))) {
            IpamOutcome.Failed failed = failed(call(sidecar.socket(), ASK));

            assertEquals(Cause.REFUSED, failed.cause());
            assertTrue(failed.message().contains(message), failed.message());
        }
    }

    @Test
    void anAddressGivenTwiceCountsOnceAndAFloodIsRefused() throws InterruptedException {
        String[] flood = new String[IpamReply.MOST_ADDRESSES + 1];
        Arrays.setAll(flood, index -> "198.51.100." + index);
        try (FakeSidecar twice = sidecar(FakeSidecar.giving("198.51.100.7", "198.51.100.7"))) {
            assertEquals(new IpamOutcome.Given(List.of(Addresses.of("198.51.100.7"))), call(twice.socket(), ASK));
        }
        try (FakeSidecar many = new FakeSidecar(directory.resolve("many"), FakeSidecar.giving(flood))) {
            assertTrue(failed(call(many.socket(), ASK)).message().contains("gave 17 addresses"));
        }
    }

    @Test
    void anAnswerTooLargeIsRefusedUnread() throws InterruptedException {
        try (FakeSidecar sidecar = sidecar(FakeSidecar.giving("9".repeat(2 << 20)))) {
            IpamOutcome.Failed failed = failed(call(sidecar.socket(), ASK));

            assertEquals(Cause.REFUSED, failed.cause());
            assertTrue(failed.message().contains("larger than 1048576 bytes"), failed.message());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OK"})
    void everyStatusCodeHasACauseAndTheSidecarsWords(Status.Code code) throws InterruptedException {
        try (FakeSidecar sidecar =
                sidecar(FakeSidecar.failing(Status.fromCode(code).withDescription("because\u0007")))) {
            IpamOutcome.Failed failed = failed(call(sidecar.socket(), ASK));

            Cause expected = switch (code) {
                case UNAVAILABLE, DEADLINE_EXCEEDED -> Cause.UNREACHABLE;
                case RESOURCE_EXHAUSTED -> Cause.FULL;
                case ABORTED -> Cause.AGAIN;
                case ALREADY_EXISTS -> Cause.HAS_SOME;
                default -> Cause.REFUSED;
            };
            assertEquals(expected, failed.cause());
            assertEquals(code.name(), failed.code());
            assertEquals(code != Status.Code.DEADLINE_EXCEEDED, failed.message().contains("because?"));
        }
    }

    @Test
    void aSlowSidecarCostsItsDeadlineAndNothingElse() throws InterruptedException {
        try (FakeSidecar slow = sidecar(FakeSidecar.never());
                FakeSidecar quick = new FakeSidecar(directory.resolve("quick"), FakeSidecar.giving("198.51.100.7"))) {
            BlockingQueue<IpamOutcome> late = new LinkedBlockingQueue<>();
            sidecars.call(slow.socket(), ASK, late::add);
            assertInstanceOf(IpamOutcome.Given.class, call(quick.socket(), ASK));
            assertTrue(late.isEmpty());

            assertEquals(
                    new IpamOutcome.Failed(
                            Cause.UNREACHABLE, "DEADLINE_EXCEEDED", "the IPAM does not answer (DEADLINE_EXCEEDED)"),
                    outcomeIn(late));
        }
    }

    @Test
    void aSidecarThatComesBackIsFoundAtTheNextCall() throws InterruptedException {
        String socket = directory.resolve("ipam.sock").toString();
        for (int round = 0; round < 3; round++) {
            assertEquals(Cause.UNREACHABLE, failed(call(socket, ASK)).cause());
        }
        try (FakeSidecar sidecar = sidecar(FakeSidecar.giving("198.51.100.7"))) {
            assertInstanceOf(IpamOutcome.Given.class, call(sidecar.socket(), ASK));
        }
        assertEquals(Cause.UNREACHABLE, failed(call(socket, ASK)).cause());
        try (FakeSidecar sidecar = sidecar(FakeSidecar.giving("198.51.100.8"))) {
            assertInstanceOf(IpamOutcome.Given.class, call(sidecar.socket(), ASK));
        }
    }

    @Test
    void whatSpeaksAnotherProtocolIsNoSidecar() throws InterruptedException, IOException {
        Path socket = directory.resolve("ipam.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread garbage = Thread.ofPlatform().daemon().start(() -> {
                try (SocketChannel client = server.accept()) {
                    client.write(ByteBuffer.wrap(
                            "HTTP/1.1 418 teapot\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            IpamOutcome.Failed failed = failed(call(socket.toString(), ASK));
            garbage.join();

            assertTrue(failed.cause() == Cause.UNREACHABLE || failed.cause() == Cause.REFUSED, failed.message());
        }
    }

    @Test
    void closingWaitsForNobody() throws InterruptedException {
        try (FakeSidecar slow = sidecar(FakeSidecar.never())) {
            BlockingQueue<IpamOutcome> late = new LinkedBlockingQueue<>();
            sidecars.call(slow.socket(), ASK, late::add);
            long before = System.nanoTime();
            sidecars.close();

            assertTrue(System.nanoTime() - before < Duration.ofMillis(1500).toNanos());
            assertInstanceOf(IpamOutcome.Failed.class, outcomeIn(late));
        }
    }

    private FakeSidecar sidecar(FakeSidecar.Giving giving) {
        return new FakeSidecar(directory.resolve("ipam.sock"), giving);
    }

    private IpamOutcome call(String socket, IpamCall call) throws InterruptedException {
        BlockingQueue<IpamOutcome> outcome = new LinkedBlockingQueue<>();
        sidecars.call(socket, call, outcome::add);
        return outcomeIn(outcome);
    }

    private IpamOutcome outcomeIn(BlockingQueue<IpamOutcome> outcome) throws InterruptedException {
        Runnable handed = owner.poll(10, TimeUnit.SECONDS);
        assertTrue(handed != null, "no outcome in time");
        handed.run();
        return outcome.remove();
    }

    private static IpamOutcome.Failed failed(IpamOutcome outcome) {
        return assertInstanceOf(IpamOutcome.Failed.class, outcome);
    }

    private static IpamStats stats(IpamOutcome outcome) {
        return assertInstanceOf(IpamOutcome.Measured.class, outcome).stats();
    }
}
