package io.routelb.redistribution.bfd.speaker;

import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import io.routelb.model.IpFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Programs that the kernel runs on each datagram before it gets to a socket's queue (classic BPF of linux/filter.h). IP_MINTTL does
 * nothing for UDP, and Netty does not hand out the TTL of a datagram; a filter costs strangers' packets nothing but the kernel's time.
 */
final class SocketFilter {
    /** SOL_SOCKET, SO_ATTACH_FILTER of Linux; the value is a struct sock_fprog of 64-bit systems. */
    static final RawUnixChannelOption OPTION = new RawUnixChannelOption("SO_ATTACH_FILTER", 1, 26, 16);

    private static final int LOAD_OCTET = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int NETWORK_HEADER = -0x100000; // SKF_NET_OFF
    private static final int IPV4_TTL = 8;
    private static final int IPV6_HOP_LIMIT = 7;
    private static final int WHOLE = 0xFFFF;
    private static final int INSTRUCTION = 8;

    private static final SocketFilter NEIGHBOURS_IPV4 = neighbours(IPV4_TTL);
    private static final SocketFilter NEIGHBOURS_IPV6 = neighbours(IPV6_HOP_LIMIT);
    /** Lets nothing through: for sockets that only send. */
    static final SocketFilter NOTHING = new SocketFilter(List.of(new Instruction(RETURN, 0, 0, 0)));

    private final int length;
    /** Outlives every use: the kernel reads it when the option is set. */
    private final ByteBuffer program;

    private record Instruction(int code, int ifTrue, int ifFalse, int value) {}

    private SocketFilter(List<Instruction> instructions) {
        length = instructions.size();
        program = ByteBuffer.allocateDirect(length * INSTRUCTION).order(ByteOrder.nativeOrder());
        instructions.forEach(each -> program.putShort((short) each.code)
                .put((byte) each.ifTrue)
                .put((byte) each.ifFalse)
                .putInt(each.value));
        program.flip();
    }

    /** Lets through what was sent with a TTL or hop limit of 255 and has not been forwarded (RFC 5881 section 5, RFC 5082). */
    static SocketFilter neighbours(IpFamily family) {
        return switch (family) {
            case IPV4 -> NEIGHBOURS_IPV4;
            case IPV6 -> NEIGHBOURS_IPV6;
        };
    }

    private static SocketFilter neighbours(int offset) {
        return new SocketFilter(List.of(
                new Instruction(LOAD_OCTET, 0, 0, NETWORK_HEADER + offset),
                new Instruction(JUMP_IF_EQUAL, 0, 1, 255),
                new Instruction(RETURN, 0, 0, WHOLE),
                new Instruction(RETURN, 0, 0, 0)));
    }

    /** The value for {@link #OPTION}. */
    ByteBuffer value() {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) length)
                .putShort((short) 0)
                .putInt(0)
                .putLong(Buffer.memoryAddress(program))
                .flip();
    }
}
