package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.SessionPassword;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys one socket signs its segments with (RFC 2385), by whom it talks to. The kernel is told directly: Netty's own option knows no
 * prefixes, and of an accepted connection it believes that all keys of the listener are there. Linux 4.13 or later.
 */
final class Md5Keys {
    /** {@code struct tcp_md5sig} of linux/tcp.h: an address, flags, the prefix's length, the key's, an interface, the key. */
    private static final int STRUCT_OCTETS = 216;

    private static final int FLAGS_AT = 128;
    private static final int KEY_AT = 136;
    private static final byte FLAG_PREFIX = 1;
    private static final RawUnixChannelOption TCP_MD5SIG_EXT =
            new RawUnixChannelOption("TCP_MD5SIG_EXT", 6, 32, STRUCT_OCTETS);

    private final Map<Prefix, SessionPassword> set = new HashMap<>();

    /** Brings the socket's keys to those wanted. One that stays is not touched, so its sessions don't notice. */
    void replace(Channel socket, Map<Prefix, SessionPassword> wanted) {
        Map<Prefix, SessionPassword> before = Map.copyOf(set);
        before.keySet().stream().filter(each -> !wanted.containsKey(each)).forEach(each -> {
            put(socket, each, Optional.empty());
            set.remove(each);
        });
        wanted.forEach((from, password) -> {
            if (!password.equals(before.get(from))) {
                put(socket, from, Optional.of(password));
                set.put(from, password);
            }
        });
    }

    /**
     * Sets or removes the key of everybody in {@code with}.
     *
     * @throws ChannelException when the kernel takes no more keys, as it does when its memory for socket options is full
     */
    static void put(Channel socket, Prefix with, Optional<SessionPassword> password) {
        try {
            socket.config().setOption(TCP_MD5SIG_EXT, struct(with, password));
        } catch (ChannelException e) {
            // A key that cannot be removed was never there; if it was, what is not signed stays out, which is the safe
            // side.
            if (password.isPresent()) {
                throw e;
            }
        }
    }

    private static ByteBuffer struct(Prefix with, Optional<SessionPassword> password) {
        ByteBuffer out = ByteBuffer.allocate(STRUCT_OCTETS).order(ByteOrder.nativeOrder());
        IPAddress address = with.network();
        // linux/socket.h: AF_INET, AF_INET6. A socket for both families wants IPv4 as ::ffff:0:0/96.
        if (Socket.isIPv6Preferred()) {
            boolean v4 = with.family() == IpFamily.IPV4;
            out.putShort(0, (short) 10)
                    .put(8, (v4 ? address.toIPv4().getIPv4MappedAddress() : address.toIPv6()).getBytes());
        } else {
            out.putShort(0, (short) 2).put(4, address.getBytes());
        }
        byte[] key = password.map(each -> each.text().getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        out.put(FLAGS_AT, FLAG_PREFIX)
                .put(FLAGS_AT + 1, (byte) with.length())
                .putShort(FLAGS_AT + 2, (short) key.length)
                .put(KEY_AT, key);
        return out;
    }
}
