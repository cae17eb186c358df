package io.routelb.redistribution.bgp.speaker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.routelb.model.Prefix;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.socket.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening port. Strangers are closed at once; a port that is taken is tried again, and dialling goes on meanwhile. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int RETRY_SECONDS = 5;

    private final EventLoop loop;
    private final BiFunction<InetAddress, Channel, Optional<Refusal>> accept;
    private final Runnable changed;
    private final RateLimit refusals = new RateLimit();
    private @Nullable Channel open;
    private int port;
    private Map<Prefix, SessionPassword> keys = Map.of();
    private Md5Keys installed = new Md5Keys();
    private String problem = "";
    private long refused;

    /** {@code accept} takes a connection from an address or says why not. */
    Listener(EventLoop loop, BiFunction<InetAddress, Channel, Optional<Refusal>> accept, Runnable changed) {
        this.loop = loop;
        this.accept = accept;
        this.changed = changed;
    }

    /** Listens on that port from now on, 0 = not at all. */
    void listen(int wanted) {
        if (wanted == port) {
            return;
        }
        close();
        port = wanted;
        if (wanted != 0) {
            bind(wanted);
        }
    }

    private void bind(int wanted) {
        EpollServerSocketChannel channel = new EpollServerSocketChannel();
        try {
            TcpProtection.prepareListener(channel);
            installed = new Md5Keys();
            installed.replace(channel, keys);
        } catch (ChannelException e) {
            channel.unsafe().closeForcibly();
            failed(String.valueOf(e.getMessage()), wanted);
            return;
        }
        ChannelFuture binding = new ServerBootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new Arrival())
                .bind(wanted);
        binding.addListener((ChannelFutureListener) future -> bound(future, wanted));
    }

    private void bound(ChannelFuture future, int wanted) {
        if (wanted != port) {
            var ignored = future.channel().close();
            return;
        }
        if (future.isSuccess()) {
            open = future.channel();
            problem = "";
            protect(keys);
            LOG.atInfo().setMessage("BGP listens").addKeyValue("port", wanted).log();
        } else {
            failed(String.valueOf(future.cause().getMessage()), wanted);
        }
        changed.run();
    }

    private void failed(String cause, int wanted) {
        String sentence = "cannot listen for BGP on TCP port " + wanted + " (" + cause
                + "): another BGP daemon may hold it; peers are still dialled";
        if (!sentence.equals(problem)) {
            LOG.atWarn()
                    .setMessage("BGP cannot listen")
                    .addKeyValue("port", wanted)
                    .addKeyValue("reason", cause)
                    .log();
        }
        problem = sentence;
        var unused = loop.schedule(
                () -> {
                    if (wanted == port && open == null) {
                        bind(wanted);
                    }
                },
                RETRY_SECONDS,
                TimeUnit.SECONDS);
    }

    /** The keys connections have to be signed with, by source; a source without one must not sign. Live. */
    void protect(Map<Prefix, SessionPassword> wanted) {
        keys = Map.copyOf(wanted);
        Channel present = open;
        if (present == null) {
            return;
        }
        try {
            installed.replace(present, keys);
        } catch (ChannelException e) {
            // Nobody may get in under an old key. The port is opened again with the new ones, or is a problem people
            // see.
            int wantedPort = port;
            close();
            port = wantedPort;
            failed(String.valueOf(e.getMessage()), wantedPort);
        }
    }

    List<String> problems() {
        return problem.isEmpty() ? List.of() : List.of(problem);
    }

    /** Connections closed at once. */
    long refused() {
        return refused;
    }

    void close() {
        port = 0;
        problem = "";
        Channel present = open;
        if (present != null) {
            var ignored = present.close();
            open = null;
        }
    }

    private void arrived(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            throw new IllegalStateException("not a TCP address: " + channel.remoteAddress());
        }
        Optional<Refusal> refusal = accept.apply(remote.getAddress(), channel);
        if (refusal.isEmpty()) {
            return;
        }
        refused++;
        refuse(channel, refusal.get().told());
        changed.run();
        refusals.run(
                System.nanoTime(),
                held -> LOG.atWarn()
                        .setMessage("BGP connection refused")
                        .addKeyValue("address", Wire.bare(remote.getAddress()))
                        .addKeyValue("reason", refusal.get().reason())
                        .addKeyValue("notLoggedBefore", held)
                        .log());
    }

    private static void refuse(Channel channel, boolean told) {
        if (told) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(
                            MessageCodec.encode(Notification.CONNECTION_REJECTED, Dialect.INITIAL)))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            var ignored = channel.close();
        }
    }

    /** Looks at each accepted connection once, then leaves its pipeline. */
    @Sharable
    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.pipeline().remove(this);
            arrived(ctx.channel());
        }
    }
}
