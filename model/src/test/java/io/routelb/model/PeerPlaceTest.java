package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerPlaceTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, false",
        "2001:db8::1, 2001:db8::1, false",
        "fe80::1%eth1, fe80::1%eth1, false",
        "169.254.0.1, 169.254.0.1, false",
        "%eth1, fe80::%eth1, true",
        "%bond0.100, fe80::%bond0.100, true"
    })
    void aPeerIsAnAddressOrALink(String text, String address, boolean unnumbered) throws Exception {
        PeerPlace place = PeerPlace.parse(text);
        assertEquals(address, place.address().toCanonicalString());
        assertEquals(unnumbered, place.isUnnumbered());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1        | address 127.0.0.1 cannot be a BGP neighbour",
                "ff02::1          | address ff02::1 cannot be a BGP neighbour",
                "fe80::1          | address fe80::1 is link-local and needs its interface: fe80::1%eth1, or interface: eth1 alone",
                "2001:db8::1%eth1 | address 2001:db8::1 is not link-local; only those have an interface behind them",
                "192.0.2.1%eth1   | address 192.0.2.1 is not link-local; only those have an interface behind them",
                "fe80::1%         | \"\" is not the name of an interface",
                "%                | \"\" is not the name of an interface",
                "%../../etc       | \"../../etc\" is not the name of an interface",
                "%a234567890123456| \"a234567890123456\" is not the name of an interface",
                "fe80::1%eth1%eth2| \"eth1%eth2\" is not the name of an interface"
            })
    void whatIsNeitherIsRefusedWithTheReason(String text, String sentence) {
        assertEquals(
                sentence,
                assertThrows(InvalidValueException.class, () -> PeerPlace.parse(text))
                        .getMessage());
    }
}
