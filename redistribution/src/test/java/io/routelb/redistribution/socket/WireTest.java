package io.routelb.redistribution.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final byte[] LINK_LOCAL = Addresses.of("fe80::1").getBytes();

    private static int loopback() throws Exception {
        NetworkInterface lo = NetworkInterface.getByName("lo");
        assertTrue(lo != null, "this host has an interface lo");
        return lo.getIndex();
    }

    private static IPAddress on(String link) {
        return Addresses.onLink(Addresses.of("fe80::1"), link);
    }

    @Test
    void aLinkLocalAddressNamesItsInterfaceAndFindsItAgain() throws Exception {
        IPAddress heard = Wire.address(Inet6Address.getByAddress("", LINK_LOCAL, loopback()));
        assertEquals(on("lo"), heard);
        assertEquals(Optional.of("lo"), Addresses.link(heard));
        assertEquals(Addresses.of("fe80::1"), Addresses.withoutLink(heard));
        assertEquals(
                loopback(),
                assertInstanceOf(Inet6Address.class, Wire.toJdk(heard)).getScopeId());
    }

    @Test
    void theSameAddressOnTwoLinksIsTwo() {
        assertNotEquals(on("eth1"), on("eth2"));
        assertNotEquals(0, on("eth1").compareTo(on("eth2")));
        assertNotEquals(on("eth1"), Addresses.of("fe80::1"));
    }

    @Test
    void anInterfaceThatIsNotThereIsANumberOnTheWayInAndNamedOnTheWayOut() throws Exception {
        assertEquals(on("1000000"), Wire.address(Inet6Address.getByAddress("", LINK_LOCAL, 1_000_000)));
        UnknownHostException none = assertThrows(UnknownHostException.class, () -> Wire.toJdk(on("no-such0")));
        assertEquals("there is no interface no-such0", none.getMessage());
    }

    @Test
    void othersHaveNoZoneWhateverTheJdkSays() throws Exception {
        byte[] global = Addresses.of("2001:db8::1").getBytes();
        assertEquals(Addresses.of("2001:db8::1"), Wire.address(Inet6Address.getByAddress("", global, loopback())));
        assertEquals(Addresses.of("192.0.2.1"), Wire.address(InetAddress.getByName("192.0.2.1")));
        byte[] mapped = Addresses.of("::ffff:192.0.2.1").getBytes();
        assertEquals(Addresses.of("192.0.2.1"), Wire.address(Inet6Address.getByAddress("", mapped, -1)));
        assertEquals(Optional.empty(), Addresses.link(Addresses.of("192.0.2.1")));
    }
}
