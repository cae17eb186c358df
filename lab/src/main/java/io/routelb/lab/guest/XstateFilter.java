package io.routelb.lab.guest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A seccomp filter (linux/seccomp.h, linux/filter.h) under which {@code ptrace} knows no extended processor state. User-mode Linux 6.1 has
 * room for that of processors up to AVX-512 and is killed by its own writing it back where there is more (AMX); without it, it goes by the
 * 512 octets of FXSAVE, which every x86-64 has. Nothing in the guest may use AVX then.
 */
final class XstateFilter {
    /** Offsets in {@code struct seccomp_data} of the system call's number and the low halves of its first and third argument. */
    private static final int NUMBER = 0;

    private static final int REQUEST = 16;
    private static final int KIND = 32;

    private static final int SYS_PTRACE = 101;
    private static final int PTRACE_GETREGSET = 0x4204;
    private static final int NT_X86_XSTATE = 0x202;
    private static final int SECCOMP_RET_ERRNO_EINVAL = 0x0005_0000 | 22;
    private static final int SECCOMP_RET_ALLOW = 0x7FFF_0000;

    private static final short LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final short JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final short RETURN = 0x06; // BPF_RET | BPF_K
    private static final int INSTRUCTIONS = 8;
    private static final int OCTETS_EACH = 8;

    private XstateFilter() {}

    /** The program as the kernel reads it: {@code struct sock_filter}, one after the other. */
    static byte[] program() {
        ByteBuffer program = ByteBuffer.allocate(INSTRUCTIONS * OCTETS_EACH).order(ByteOrder.LITTLE_ENDIAN);
        put(program, LOAD, 0, NUMBER);
        put(program, JUMP_IF_EQUAL, 5, SYS_PTRACE);
        put(program, LOAD, 0, REQUEST);
        put(program, JUMP_IF_EQUAL, 3, PTRACE_GETREGSET);
        put(program, LOAD, 0, KIND);
        put(program, JUMP_IF_EQUAL, 1, NT_X86_XSTATE);
        put(program, RETURN, 0, SECCOMP_RET_ERRNO_EINVAL);
        put(program, RETURN, 0, SECCOMP_RET_ALLOW);
        return program.array();
    }

    /** {@code otherwise}: how many instructions to skip when the comparison fails. */
    private static void put(ByteBuffer program, short code, int otherwise, int operand) {
        program.putShort(code).put((byte) 0).put((byte) otherwise).putInt(operand);
    }
}
