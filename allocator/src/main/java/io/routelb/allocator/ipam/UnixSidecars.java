package io.routelb.allocator.ipam;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.routelb.allocator.plan.IpamQuery;
import io.routelb.ipam.v1.AllocateRequest;
import io.routelb.ipam.v1.ExplicitIPs;
import io.routelb.ipam.v1.FamilyRequest;
import io.routelb.ipam.v1.IPAMGrpc;
import io.routelb.ipam.v1.ReleaseRequest;
import io.routelb.ipam.v1.StatsRequest;
import io.routelb.model.IpFamily;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sidecars reached by gRPC over Unix sockets: one connection for each, made when it is first needed and again after it broke. One I/O
 * thread serves all of them and never waits for any.
 */
public final class UnixSidecars implements Sidecars, AutoCloseable {
    /** gRPC tells the log of each oddity a sidecar shows; the outcome of the call tells of it once. Held, or its level is lost. */
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    static {
        GRPC_LOG.setLevel(Level.SEVERE);
    }

    static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MOST_METADATA_BYTES = 8 << 10;

    private final Consumer<Runnable> toOwner;
    private final Duration deadline;
    private final MultiThreadIoEventLoopGroup io;
    private final Map<String, ManagedChannel> channels = new HashMap<>();

    /** {@code toOwner} runs what it is given in the owner's thread, soon. */
    public UnixSidecars(Consumer<Runnable> toOwner) {
        this(toOwner, DEADLINE);
    }

    UnixSidecars(Consumer<Runnable> toOwner, Duration deadline) {
        this.toOwner = toOwner;
        this.deadline = deadline;
        this.io = new MultiThreadIoEventLoopGroup(
                1, Thread.ofPlatform().daemon().name("ipam-", 0).factory(), EpollIoHandler.newFactory());
    }

    @Override
    public void call(String socket, IpamCall call, Consumer<IpamOutcome> then) {
        ManagedChannel channel = channels.computeIfAbsent(socket, this::connect);
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // Our own schedule says when to try again; gRPC would wait up to two minutes, and fail calls meanwhile.
            channel.enterIdle();
        }
        IPAMGrpc.IPAMStub stub =
                IPAMGrpc.newStub(channel).withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
        switch (call) {
            case IpamCall.Allocate allocate -> stub.allocate(request(allocate), reply(IpamReply::of, then));
            case IpamCall.Release release ->
                stub.release(request(release), reply(done -> new IpamOutcome.Released(), then));
            case IpamCall.Stats stats ->
                stub.stats(StatsRequest.newBuilder().setPool(stats.pool()).build(), reply(IpamReply::of, then));
        }
    }

    @Override
    public void keep(Set<String> sockets) {
        Set<String> unused = new HashSet<>(channels.keySet());
        unused.removeAll(sockets);
        for (String socket : unused) {
            ManagedChannel channel = channels.remove(socket);
            if (channel != null) {
                channel.shutdown();
            }
        }
    }

    /** Gives up every call under way; waits for none, only for the I/O thread to notice, and for that a second at most. */
    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private ManagedChannel connect(String socket) {
        return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket))
                .eventLoopGroup(io)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                // gRPC asks for it, and Netty warns that a Unix socket does not know it. Null: not asked for.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(IpamReply.MOST_BYTES)
                .maxInboundMetadataSize(MOST_METADATA_BYTES)
                .build();
    }

    private static AllocateRequest request(IpamCall.Allocate call) {
        AllocateRequest.Builder request = AllocateRequest.newBuilder()
                .setPool(call.pool())
                .setService(call.service().toString())
                .setSharingKey(call.query().sharingKey());
        switch (call.query().wish()) {
            case IpamQuery.Explicit explicit -> {
                ExplicitIPs.Builder addresses = ExplicitIPs.newBuilder();
                explicit.addresses().forEach(address -> addresses.addIps(address.toCanonicalString()));
                request.setExplicit(addresses);
            }
            case IpamQuery.Families families ->
                request.setFamilies(FamilyRequest.newBuilder()
                        .setWantIpv4(families.families().contains(IpFamily.IPV4))
                        .setWantIpv6(families.families().contains(IpFamily.IPV6)));
        }
        return request.build();
    }

    private static ReleaseRequest request(IpamCall.Release call) {
        ReleaseRequest.Builder request = ReleaseRequest.newBuilder()
                .setPool(call.pool())
                .setService(call.service().toString());
        call.address()
                .ifPresentOrElse(address -> request.setIp(address.toCanonicalString()), () -> request.setAll(true));
        return request.build();
    }

    private <T> StreamObserver<T> reply(Function<T, IpamOutcome> judge, Consumer<IpamOutcome> then) {
        return new StreamObserver<>() {
            private @Nullable T message;

            @Override
            public void onNext(T value) {
                message = value;
            }

            @Override
            public void onError(Throwable failure) {
                IpamOutcome outcome = IpamReply.of(Status.fromThrowable(failure));
                toOwner.accept(() -> then.accept(outcome));
            }

            @Override
            public void onCompleted() {
                IpamOutcome outcome = message == null ? IpamReply.of(Status.INTERNAL) : judge.apply(message);
                toOwner.accept(() -> then.accept(outcome));
            }
        };
    }
}
