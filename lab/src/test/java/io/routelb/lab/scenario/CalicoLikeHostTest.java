package io.routelb.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalicoLikeHostTest {
    @ParameterizedTest
    @CsvSource({
        "up 16:53:03.781 Established, true",
        "up 16:53:03.782 Established, true",
        "up 16:53:03.771 Established, true",
        "up 16:53:04.781 Established, false",
        "start 16:53:03.781 Active, false",
        "'', false"
    })
    void aSessionIsTheSameUnlessItsStateOrTimeIsAnother(String now, boolean same) {
        Map<String, String> before = Map.of("n1", "mesh_n2 BGP up 16:53:03.781 Established");
        assertEquals(same, CalicoLikeHost.isSame(before, Map.of("n1", now.isEmpty() ? "" : "mesh_n2 BGP " + now)));
    }
}
