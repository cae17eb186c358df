package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.routelb.model.Prefix;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.socket.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where peers dial us. Strangers are closed at once; a port that is taken is tried again, and dialling goes on meanwhile. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final EventLoop loop;
    private final BiFunction<InetAddress, Channel, Optional<Refusal>> accept;
    private final Runnable changed;
    private final RateLimit refusals = new RateLimit();
    private final Map<InetSocketAddress, ListeningSocket> sockets = new HashMap<>();
    private Map<Prefix, SessionPassword> keys = Map.of();
    private long refused;

    /** {@code accept} takes a connection from an address or says why not. */
    Listener(EventLoop loop, BiFunction<InetAddress, Channel, Optional<Refusal>> accept, Runnable changed) {
        this.loop = loop;
        this.accept = accept;
        this.changed = changed;
    }

    /** Listens on that port of those addresses from now on; 0 = not at all, no address = all there are. */
    void listen(int port, Set<IPAddress> addresses) {
        Set<InetSocketAddress> wanted = port == 0 ? Set.of() : places(port, addresses);
        Map<InetSocketAddress, ListeningSocket> former = Map.copyOf(sockets);
        former.forEach((place, socket) -> {
            if (!wanted.contains(place)) {
                socket.close();
                sockets.remove(place);
            }
        });
        wanted.forEach(place -> sockets.computeIfAbsent(
                place, missing -> new ListeningSocket(loop, place, keys, this::arrived, changed)));
    }

    private static Set<InetSocketAddress> places(int port, Set<IPAddress> addresses) {
        return addresses.isEmpty()
                ? Set.of(new InetSocketAddress(port))
                : addresses.stream()
                        .map(address -> new InetSocketAddress(address.toInetAddress(), port))
                        .collect(Collectors.toSet());
    }

    /** The keys connections have to be signed with, by source; a source without one must not sign. Live. */
    void protect(Map<Prefix, SessionPassword> wanted) {
        keys = Map.copyOf(wanted);
        sockets.values().forEach(each -> each.protect(keys));
    }

    List<String> problems() {
        return sockets.values().stream()
                .map(ListeningSocket::problem)
                .filter(each -> !each.isEmpty())
                .sorted()
                .toList();
    }

    /** Connections closed at once. */
    long refused() {
        return refused;
    }

    void close() {
        sockets.values().forEach(ListeningSocket::close);
        sockets.clear();
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
}
