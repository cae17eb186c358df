package io.routelb.lab.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program is run here as the kernel runs it: load a word, compare, return. */
class XstateFilterTest {
    @ParameterizedTest(name = "system call {0} of {1}, {2}")
    @CsvSource({
        "101, 0x4204, 0x202, 0x00050016", // PTRACE_GETREGSET of NT_X86_XSTATE
        "101, 0x4204, 1,     0x7fff0000", // of NT_PRSTATUS
        "101, 0x4205, 0x202, 0x7fff0000", // PTRACE_SETREGSET, never called without the other
        "101, 14,     0x202, 0x7fff0000",
        "0,   0x4204, 0x202, 0x7fff0000",
    })
    void ptraceKnowsNoExtendedStateAndEverythingElseIsAllowed(int call, String request, String kind, String verdict) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0, call).putLong(16, Long.decode(request)).putLong(32, Long.decode(kind));
        assertEquals(Integer.decode(verdict), verdict(data));
    }

    private static int verdict(ByteBuffer data) {
        ByteBuffer program = ByteBuffer.wrap(XstateFilter.program()).order(ByteOrder.LITTLE_ENDIAN);
        int loaded = 0;
        for (int at = 0; ; at += 8) {
            int operand = program.getInt(at + 4);
            switch (program.getShort(at)) {
                case 0x20 -> loaded = data.getInt(operand);
                case 0x15 -> at += 8 * program.get(at + (loaded == operand ? 2 : 3));
                case 0x06 -> {
                    return operand;
                }
                default -> throw new IllegalStateException("instruction " + program.getShort(at));
            }
        }
    }
}
