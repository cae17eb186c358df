package io.routelb.allocator.ipam;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.routelb.ipam.v1.AllocateRequest;
import io.routelb.ipam.v1.AllocateResponse;
import io.routelb.ipam.v1.AllocatedIP;
import io.routelb.ipam.v1.IPAMGrpc;
import io.routelb.ipam.v1.ReleaseRequest;
import io.routelb.ipam.v1.ReleaseResponse;
import io.routelb.ipam.v1.StatsRequest;
import io.routelb.ipam.v1.StatsResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A sidecar in this process that says what a test wants, over a real Unix socket. */
final class FakeSidecar implements AutoCloseable {
    /** What a sidecar does with an Allocate; one that never completes the observer is a slow one. */
    interface Giving extends BiConsumer<AllocateRequest, StreamObserver<AllocateResponse>> {}

    final Queue<AllocateRequest> allocates = new ConcurrentLinkedQueue<>();
    final Queue<ReleaseRequest> releases = new ConcurrentLinkedQueue<>();
    volatile StatsResponse stats = StatsResponse.getDefaultInstance();
    private final MultiThreadIoEventLoopGroup io = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Path socket;
    private final Server server;

    FakeSidecar(Path socket, Giving giving) {
        this.socket = socket;
        try {
            this.server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                    .bossEventLoopGroup(io)
                    .workerEventLoopGroup(io)
                    .channelType(EpollServerDomainSocketChannel.class)
                    .addService(new Contract(giving))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives these, whatever is asked. */
    static Giving giving(String... addresses) {
        return (request, reply) -> {
            reply.onNext(AllocateResponse.newBuilder()
                    .addAllIps(List.of(addresses).stream()
                            .map(address ->
                                    AllocatedIP.newBuilder().setIp(address).build())
                            .toList())
                    .build());
            reply.onCompleted();
        };
    }

    static Giving failing(Status status) {
        return (request, reply) -> reply.onError(status.asException());
    }

    static Giving never() {
        return (request, reply) -> {};
    }

    String socket() {
        return socket.toString();
    }

    @Override
    public void close() {
        server.shutdownNow();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Contract extends IPAMGrpc.IPAMImplBase {
        private final Giving giving;

        private Contract(Giving giving) {
            this.giving = giving;
        }

        @Override
        public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> reply) {
            allocates.add(request);
            giving.accept(request, reply);
        }

        @Override
        public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> reply) {
            releases.add(request);
            reply.onNext(ReleaseResponse.getDefaultInstance());
            reply.onCompleted();
        }

        @Override
        public void stats(StatsRequest request, StreamObserver<StatsResponse> reply) {
            reply.onNext(stats);
            reply.onCompleted();
        }
    }
}
