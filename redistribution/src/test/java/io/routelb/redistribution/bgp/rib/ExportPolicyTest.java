package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.Dialect;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportPolicyTest {
    /** A client could make us fail over a route that fits into its message and not into ours. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            900,   false, true
            1005,  false, true
            1006,  false, false
            1006,  true,  true
            16000, true,  true
            """)
    void aRouteThatHasGrownTooLongForTheMessagesOfAPeerIsNotToldToIt(int communities, boolean extended, boolean told) {
        Dialect.Direction direction = new Dialect.Direction(Set.of(), extended);
        Dialect dialect = new Dialect(true, false, false, direction, direction);
        Route route = new Route(
                Net.of(Prefix.of("198.51.100.1/32")),
                Ribs.internal("192.0.2.1", PeerKind.CLIENT),
                0,
                Ribs.set("192.0.2.1", new Communities(Collections.nCopies(communities, 1))));
        ExportPolicy policy = Ribs.exports(PeerKind.INTERNAL, dialect);
        assertEquals(told, policy.learned(route).isPresent());
    }
}
