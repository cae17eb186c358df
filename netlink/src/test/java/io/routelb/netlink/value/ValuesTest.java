package io.routelb.netlink.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValuesTest {
    private static final IPAddress ADDRESS = Addresses.of("192.0.2.1");

    @ParameterizedTest
    @CsvSource({"UNICAST, 1", "LOCAL, 2", "BLACKHOLE, 6", "UNREACHABLE, 7", "PROHIBIT, 8", "THROW, 9", "EXTERNAL, 11"})
    void routeTypesHaveTheKernelsNumbers(RouteType type, int code) {
        assertEquals(code, type.code());
        assertEquals(Optional.of(type), RouteType.ofCode(code));
    }

    @Test
    void anUnknownRouteTypeIsNone() {
        assertEquals(Optional.empty(), RouteType.ofCode(12));
        assertEquals(Optional.empty(), RouteType.ofCode(-1));
    }

    @Test
    void valuesTheKernelCannotCarryAreRefused() {
        refused(() -> new AddressChange.Remove(1, ADDRESS, 33));
        refused(() -> new AddressChange.Remove(1, ADDRESS, -1));
        refused(() -> AddressChange.Add.forever(1, ADDRESS, 32, Set.of(), 256));
        refused(() -> new AddressChange.Add(1, ADDRESS, 32, 10, 11, Set.of(), 0));
        refused(() -> new AddressChange.Add(1, ADDRESS, 32, 1L << 32, 0, Set.of(), 0));
        refused(() -> new NextHop(Optional.of(ADDRESS), 1, 0));
        refused(() -> new NextHop(Optional.of(ADDRESS), 1, 257));
        refused(() -> Route.unicast(Prefix.of("192.0.2.0/24"), List.of(), 256));
    }

    private static void refused(org.junit.jupiter.api.function.Executable executable) {
        assertThrows(IllegalArgumentException.class, executable);
    }
}
