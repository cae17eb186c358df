package io.routelb.redistribution.bmp.exporter;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.routelb.model.SpeakerOptions.Monitor;
import io.routelb.redistribution.bmp.message.BmpCodec;
import io.routelb.redistribution.bmp.message.BmpMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to a station, while one is wanted. On the event loop of BGP only. */
public final class BmpExporter {
    private static final Logger LOG = LoggerFactory.getLogger(BmpExporter.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(2);
    /** What waits for the station at most, in octets; a single message more is at most 64 KiB. */
    private static final int MOST_WAITING = 16 << 20;

    private final EventLoop loop;
    private final Runnable changed;
    private final Set<ObservedPeer> peers = new LinkedHashSet<>();
    private Optional<Monitor> wanted = Optional.empty();
    private String system = "";
    private @Nullable Channel channel;
    private boolean flushing;
    private long attempt;
    private Duration retry = FIRST_RETRY;
    private long connectedAt;
    private String problem = "";

    /** {@code changed} runs when {@link #problems} may say something new. */
    public BmpExporter(EventLoop loop, Runnable changed) {
        this.loop = loop;
        this.changed = changed;
    }

    /**
     * Whom to tell from now on.
     *
     * @param name what the station knows us by
     */
    public void report(Optional<Monitor> station, String name) {
        system = name;
        if (station.equals(wanted)) {
            return;
        }
        close();
        wanted = station;
        retry = FIRST_RETRY;
        dial();
    }

    /**
     * A peer whose sessions are to be shown.
     *
     * @param askAgain has it tell all its routes again, if it can
     * @param routes how many of its routes are held
     */
    public ObservedPeer observe(Runnable askAgain, LongSupplier routes) {
        ObservedPeer peer = new ObservedPeer(this, askAgain, routes);
        peers.add(peer);
        return peer;
    }

    void forget(ObservedPeer peer) {
        peers.remove(peer);
    }

    private void dial() {
        if (wanted.isEmpty()) {
            return;
        }
        long mine = ++attempt;
        Monitor station = wanted.get();
        new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, MOST_WAITING))
                .handler(new Deaf())
                .connect(new InetSocketAddress(station.address().toInetAddress(), station.port()))
                .addListener((ChannelFutureListener) future -> {
                    if (mine != attempt) {
                        var ignored = future.channel().close();
                    } else if (future.isSuccess()) {
                        connected(future.channel(), mine);
                    } else {
                        again(String.valueOf(future.cause().getMessage()));
                    }
                });
    }

    private void connected(Channel fresh, long mine) {
        channel = fresh;
        connectedAt = System.nanoTime();
        report("");
        LOG.atInfo()
                .setMessage("BMP station connected")
                .addKeyValue("station", wanted)
                .log();
        fresh.closeFuture().addListener(future -> {
            if (mine == attempt) {
                channel = null;
                boolean lasted = System.nanoTime() - connectedAt > LONGEST_RETRY.toNanos();
                retry = lasted ? FIRST_RETRY : retry;
                again(problem.isEmpty() ? "it closed the connection" : problem);
            }
        });
        send(new BmpMessage.Initiation(system, "RouteLB"));
        List.copyOf(peers).forEach(ObservedPeer::introduce);
        countLater(mine);
    }

    private void countLater(long mine) {
        wanted.ifPresent(station -> {
            var unused =
                    loop.schedule(() -> statistics(mine), station.statistics().toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void statistics(long mine) {
        if (mine == attempt && channel != null) {
            peers.forEach(ObservedPeer::count);
            countLater(mine);
        }
    }

    /** RFC 7854 section 3.2: later and later. Each time costs every peer a route refresh. */
    private void again(String cause) {
        report(cause);
        long mine = ++attempt;
        long millis = Math.round(
                retry.toMillis() * (0.75 + ThreadLocalRandom.current().nextDouble() / 4));
        retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? retry.multipliedBy(2) : LONGEST_RETRY;
        var unused = loop.schedule(
                () -> {
                    if (mine == attempt) {
                        dial();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void report(String sentence) {
        boolean news = !sentence.equals(problem);
        problem = sentence;
        if (news) {
            if (!sentence.isEmpty()) {
                LOG.atWarn()
                        .setMessage("BMP station lost")
                        .addKeyValue("station", wanted)
                        .addKeyValue("reason", sentence)
                        .log();
            }
            changed.run();
        }
    }

    /** To the station, if there is one. One that has left as much behind as it may is left. */
    void send(BmpMessage message) {
        Channel present = channel;
        if (present == null) {
            return;
        }
        if (!present.isWritable()) {
            report("it takes less than it is told");
            var ignored = present.close();
            return;
        }
        var ignored = present.write(Unpooled.wrappedBuffer(BmpCodec.encode(message)));
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                present.flush();
            });
        }
    }

    /** A sentence while a station that is wanted is not told; else none. */
    public List<String> problems() {
        return wanted.isEmpty() || problem.isEmpty()
                ? List.of()
                : List.of("the BMP station " + wanted.get().address().toCanonicalString() + " port "
                        + wanted.get().port() + " is not told: " + problem);
    }

    /** Says farewell to the station, if there is one. */
    public void close() {
        Channel present = channel;
        attempt++;
        channel = null;
        wanted = Optional.empty();
        problem = "";
        if (present != null) {
            present.writeAndFlush(Unpooled.wrappedBuffer(BmpCodec.encode(new BmpMessage.Termination())))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** A station has nothing to say (RFC 7854 section 3.2). */
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var ignored = ctx.close();
        }
    }
}
