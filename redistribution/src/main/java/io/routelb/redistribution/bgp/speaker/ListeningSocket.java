package io.routelb.redistribution.bgp.speaker;

import io.netty.bootstrap.ServerBootstrap;
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
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the {@link Listener}'s: tries again for as long as it cannot be bound. */
final class ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningSocket.class);
    private static final int RETRY_SECONDS = 5;

    private final EventLoop loop;
    private final InetSocketAddress where;
    private final Consumer<Channel> arrived;
    private final Runnable changed;
    private @Nullable Channel open;
    private Map<Prefix, SessionPassword> keys;
    private Md5Keys installed = new Md5Keys();
    private String problem = "";
    private boolean closed;

    /** Bound soon; {@code arrived} is given each connection. */
    ListeningSocket(
            EventLoop loop,
            InetSocketAddress where,
            Map<Prefix, SessionPassword> keys,
            Consumer<Channel> arrived,
            Runnable changed) {
        this.loop = loop;
        this.where = where;
        this.keys = keys;
        this.arrived = arrived;
        this.changed = changed;
        bind();
    }

    private void bind() {
        EpollServerSocketChannel channel = new EpollServerSocketChannel();
        try {
            TcpProtection.prepareListener(channel);
            installed = new Md5Keys();
            installed.replace(channel, keys);
        } catch (ChannelException e) {
            channel.unsafe().closeForcibly();
            failed(String.valueOf(e.getMessage()));
            return;
        }
        ChannelFuture binding = new ServerBootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new Arrival())
                .bind(where);
        binding.addListener((ChannelFutureListener) this::bound);
    }

    private void bound(ChannelFuture future) {
        if (closed) {
            var ignored = future.channel().close();
            return;
        }
        if (future.isSuccess()) {
            open = future.channel();
            problem = "";
            protect(keys);
            LOG.atInfo().setMessage("BGP listens").addKeyValue("at", shown()).log();
        } else {
            failed(String.valueOf(future.cause().getMessage()));
        }
        changed.run();
    }

    private String shown() {
        return where.getAddress().isAnyLocalAddress()
                ? "TCP port " + where.getPort()
                : where.getAddress().getHostAddress() + ", TCP port " + where.getPort();
    }

    private void failed(String cause) {
        String sentence = "cannot listen for BGP on " + shown() + " (" + cause + "): "
                + (cause.contains("assign requested address")
                        ? "the address of listenAddresses is not one of this node"
                        : "another BGP daemon may hold it; peers are still dialled");
        if (!sentence.equals(problem)) {
            LOG.atWarn()
                    .setMessage("BGP cannot listen")
                    .addKeyValue("at", shown())
                    .addKeyValue("reason", cause)
                    .log();
        }
        problem = sentence;
        var unused = loop.schedule(
                () -> {
                    if (!closed && open == null) {
                        bind();
                    }
                },
                RETRY_SECONDS,
                TimeUnit.SECONDS);
    }

    /** The keys connections have to be signed with from now on. */
    void protect(Map<Prefix, SessionPassword> wanted) {
        keys = wanted;
        Channel present = open;
        if (present == null) {
            return;
        }
        try {
            installed.replace(present, keys);
        } catch (ChannelException e) {
            // Nobody may get in under an old key. It is opened again with the new ones, or is a problem people see.
            var ignored = present.close();
            open = null;
            failed(String.valueOf(e.getMessage()));
        }
    }

    /** A sentence, or empty. */
    String problem() {
        return problem;
    }

    void close() {
        closed = true;
        Channel present = open;
        if (present != null) {
            var ignored = present.close();
            open = null;
        }
    }

    /** Looks at each accepted connection once, then leaves its pipeline. */
    @Sharable
    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.pipeline().remove(this);
            arrived.accept(ctx.channel());
        }
    }
}
