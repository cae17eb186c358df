package io.routelb.ipam.netbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.routelb.ipam.netbox.standin.NetBoxStandIn;
import io.routelb.ipam.netbox.standin.NetBoxStandIn.Entry;
import io.routelb.ipam.netbox.standin.NetBoxStandIn.Fault;
import io.routelb.ipam.v1.AllocateRequest;
import io.routelb.ipam.v1.AllocateResponse;
import io.routelb.ipam.v1.AllocatedIP;
import io.routelb.ipam.v1.ExplicitIPs;
import io.routelb.ipam.v1.FamilyRequest;
import io.routelb.ipam.v1.IPAMGrpc;
import io.routelb.ipam.v1.ReleaseRequest;
import io.routelb.ipam.v1.StatsRequest;
import io.routelb.ipam.v1.StatsResponse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sidecar over its socket, with a stand-in for NetBox behind it. */
@Timeout(30)
final class SidecarTest {
    @TempDir
    Path directory;

    private final MultiThreadIoEventLoopGroup io = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private NetBoxStandIn netBox;
    private Sidecar sidecar;
    private ManagedChannel channel;
    private IPAMGrpc.IPAMBlockingStub ipam;

    @BeforeEach
    void start() throws Exception {
        netBox = new NetBoxStandIn(0, List.of("198.51.100.0/29", "198.51.100.16/29", "2001:db8:5::/64"));
        sidecar = startSidecar();
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket().toString()))
                .eventLoopGroup(io)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
        ipam = IPAMGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        sidecar.close();
        netBox.close();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void givesOneOfEachFamilyAndTheSameWhenAskedAgain() {
        assertEquals(List.of("198.51.100.1", "2001:db8:5:0:0:0:0:1"), families("web/a", true, true));
        assertEquals(List.of("198.51.100.1", "2001:db8:5:0:0:0:0:1"), families("web/a", true, true));
        assertEquals(List.of("198.51.100.2"), families("web/b", true, false));
        assertEquals(
                List.of("routelb lab/ext web/a", "routelb lab/ext web/a", "routelb lab/ext web/b"),
                netBox.entries().stream().map(Entry::description).toList());
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        assertEquals(List.of("198.51.100.1"), families("web/a", true, false));
        sidecar.close();
        sidecar = startSidecar();
        channel.resetConnectBackoff();

        assertEquals(
                List.of("198.51.100.1"),
                waiting().allocate(request("web/a", true, false)).getIpsList().stream()
                        .map(AllocatedIP::getIp)
                        .toList());
    }

    @Test
    void anExactAddressIsTheServicesOrRefused() {
        netBox.add("198.51.100.3/29", "a printer");

        assertEquals(List.of("198.51.100.5"), explicit("web/a", "198.51.100.5"));
        assertEquals(List.of("198.51.100.5"), explicit("web/a", "198.51.100.5"));
        assertRefused(Status.Code.FAILED_PRECONDITION, "taken", () -> explicit("web/b", "198.51.100.5"));
        assertRefused(
                Status.Code.FAILED_PRECONDITION, "taken", () -> explicit("web/b", "198.51.100.6", "198.51.100.3"));
        assertRefused(Status.Code.INVALID_ARGUMENT, "in no prefix", () -> explicit("web/b", "192.0.2.1"));
        assertRefused(Status.Code.INVALID_ARGUMENT, "not an IP address", () -> explicit("web/b", "ten"));
        assertEquals(2, netBox.entries().size(), "all or none: .6 went back");
    }

    @Test
    void aFullPoolSaysSoAndASecondPrefixHelps() {
        for (int number = 0; number < 12; number++) {
            families("web/s" + number, true, false);
        }
        assertRefused(Status.Code.RESOURCE_EXHAUSTED, "no prefix", () -> families("web/more", true, false));

        release("web/s3", "");
        assertEquals(List.of("198.51.100.4"), families("web/more", true, false));
    }

    @Test
    void releaseTakesBackOneOrAllAndMayBeRepeated() {
        families("web/a", true, true);
        release("web/a", "2001:db8:5::1");
        assertEquals(
                List.of("198.51.100.1/29"),
                netBox.entries().stream().map(Entry::address).toList());
        release("web/a", "");
        release("web/a", "");
        assertEquals(List.of(), netBox.entries());
    }

    @Test
    void statsCountWhatIsInThePrefixes() {
        families("web/a", true, true);
        netBox.add("198.51.100.3/29", "a printer");
        StatsResponse stats =
                ipam.stats(StatsRequest.newBuilder().setPool("ext").build());

        assertEquals(2, stats.getInUseV4());
        assertEquals(1, stats.getInUseV6());
        assertEquals(16, stats.getSizeV4());
        assertEquals(-1, stats.getSizeV6(), "2^64 does not fit: all bits set");
        assertTrue(stats.getHasKnownCapacity());
        assertEquals(
                List.of("198.51.100.0/29", "198.51.100.16/29", "2001:db8:5::/64"), stats.getDisplayAddressesList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    bad request       | 400 | INVALID_ARGUMENT
                    no right          | 403 | PERMISSION_DENIED
                    not there         | 404 | FAILED_PRECONDITION
                    others were first | 409 | ABORTED
                    too many requests | 429 | ABORTED
                    broken            | 500 | UNAVAILABLE
                    away              | 503 | UNAVAILABLE
                    redirect          | 302 | INTERNAL
                    no JSON           | 200 | INTERNAL
                    """)
    void whatNetBoxSaysBecomesAStatus(String what, int status, Status.Code code) {
        netBox.fault(request -> Optional.of(new Fault(status, "<html>" + what)));
        assertRefused(code, "NetBox", () -> families("web/a", true, false));
        netBox.fault(request -> Optional.empty());
        assertEquals(List.of("198.51.100.1"), families("web/a", true, false));
    }

    @Test
    void anAnswerThatNeverComesIsUnavailableInTime() {
        netBox.fault(request -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });
        assertRefused(Status.Code.UNAVAILABLE, "within 1 s", () -> families("web/a", true, false));
    }

    @Test
    void anAnswerLostAfterTheFactIsFoundAgain() {
        netBox.fault(request -> {
            if (request.startsWith("POST")) {
                netBox.add("198.51.100.1/29", "routelb lab/ext web/a");
                return Optional.of(new Fault(502, "bad gateway"));
            }
            return Optional.empty();
        });
        assertRefused(Status.Code.UNAVAILABLE, "502", () -> families("web/a", true, false));
        netBox.fault(request -> Optional.empty());
        assertEquals(List.of("198.51.100.1"), families("web/a", true, false));
        assertEquals(1, netBox.entries().size());
    }

    @Test
    void manyAtOnceGetOneEachAndOneServiceAskedManyTimesGetsOne() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<Callable<List<String>>> calls = new ArrayList<>();
            for (int number = 0; number < 24; number++) {
                String service = "web/s" + number % 8;
                calls.add(() -> families(service, true, false));
            }
            for (Future<List<String>> call : threads.invokeAll(calls)) {
                assertEquals(1, call.get().size());
            }
        }
        assertEquals(8, netBox.entries().stream().map(Entry::address).distinct().count());
        assertEquals(8, netBox.entries().size());
    }

    @Test
    void anotherPoolIsAnError() {
        assertRefused(
                Status.Code.FAILED_PRECONDITION,
                "no pool other",
                () -> ipam.allocate(request("web/a", true, false).toBuilder()
                        .setPool("other")
                        .build()));
    }

    @Test
    void aStaleSocketIsReplacedAndALivingOneIsNot() throws Exception {
        assertThrows(IOException.class, this::startSidecar);

        Path stale = directory.resolve("stale.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(stale));
        }
        assertTrue(Files.exists(stale));
        Sidecar.start(stale, settings()).close();
        assertFalse(Files.exists(stale));

        Path file = Files.writeString(directory.resolve("file"), "precious");
        assertThrows(IOException.class, () -> Sidecar.start(file, settings()));
        assertEquals("precious", Files.readString(file));
    }

    private Sidecar startSidecar() throws IOException, GeneralSecurityException, Settings.UnusableException {
        return Sidecar.start(socket(), settings());
    }

    private Path socket() {
        return directory.resolve("ipam.sock");
    }

    private Settings settings() throws IOException, Settings.UnusableException {
        Path file = Files.writeString(directory.resolve("netbox.properties"), """
                url = %s/
                cluster = lab
                timeout-seconds = 1
                pool.ext = 198.51.100.0/29, 198.51.100.16/29, 2001:db8:5::/64
                """.formatted(netBox.url()));
        return Settings.read(file, Map.of("NETBOX_TOKEN", NetBoxStandIn.TOKEN));
    }

    private IPAMGrpc.IPAMBlockingStub waiting() {
        return ipam.withWaitForReady();
    }

    private List<String> families(String service, boolean v4, boolean v6) {
        return addresses(ipam.allocate(request(service, v4, v6)));
    }

    private static AllocateRequest request(String service, boolean v4, boolean v6) {
        return AllocateRequest.newBuilder()
                .setPool("ext")
                .setService(service)
                .setFamilies(FamilyRequest.newBuilder().setWantIpv4(v4).setWantIpv6(v6))
                .build();
    }

    private List<String> explicit(String service, String... wanted) {
        return addresses(ipam.allocate(AllocateRequest.newBuilder()
                .setPool("ext")
                .setService(service)
                .setExplicit(ExplicitIPs.newBuilder().addAllIps(List.of(wanted)))
                .build()));
    }

    private static List<String> addresses(AllocateResponse response) {
        return response.getIpsList().stream().map(AllocatedIP::getIp).toList();
    }

    private void release(String service, String one) {
        ReleaseRequest.Builder request =
                ReleaseRequest.newBuilder().setPool("ext").setService(service);
        ipam.release((one.isEmpty() ? request.setAll(true) : request.setIp(one)).build());
    }

    private static void assertRefused(Status.Code code, String part, Executable call) {
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
        assertEquals(code, refused.getStatus().getCode(), refused.toString());
        assertTrue(refused.toString().contains(part), refused.toString());
    }
}
