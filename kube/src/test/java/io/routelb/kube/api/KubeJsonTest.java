package io.routelb.kube.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeJsonTest {
    private static List<String> strings(String json) {
        return new ArrayList<>(KubeJson.gson().fromJson(json.replace('\'', '"'), new TypeToken<List<String>>() {}));
    }

    private static Map<String, String> map(String json) {
        return KubeJson.gson().fromJson(json.replace('\'', '"'), new TypeToken<Map<String, String>>() {});
    }

    @Test
    void equalNamesAndWordsAreOneInstance() {
        assertSame(
                strings("['LoadBalancer']").getFirst(),
                strings("['LoadBalancer']").getFirst());
        Map<String, String> one = map("{'a/name':'x'}");
        Map<String, String> other = map("{'a/name':'y'}");
        assertSame(one.keySet().iterator().next(), other.keySet().iterator().next());
        assertEquals(Map.of("a/name", "y"), other);
    }

    @Test
    void aLongStringIsNotKept() {
        String json = "['" + "a".repeat(65) + "']";
        assertEquals(strings(json), strings(json));
        assertNotSame(strings(json).getFirst(), strings(json).getFirst());
    }

    @Test
    void stringsAreReadAsGsonReadsThem() {
        List<String> expected = new ArrayList<>(List.of("true", "7", "1.50"));
        expected.add(null);
        assertEquals(expected, strings("[true,7,1.50,null]"));
        assertEquals(Collections.singletonMap("none", null), map("{'none':null}"));
    }

    @Test
    void equalHashesAreNotTakenForEqualStrings() {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        assertEquals(List.of("Aa", "BB", "Aa"), strings("['Aa','BB','Aa']"));
    }

    @Test
    void whatNobodyReadsIsPassedOver() {
        V1ObjectMeta meta = KubeJson.gson().fromJson("""
                        {"name":"n1","managedFields":[{"manager":"kubelet","fieldsV1":{"f:status":{}}}],"uid":"u"}""", V1ObjectMeta.class);
        assertEquals("n1", meta.getName());
        assertEquals("u", meta.getUid());
        assertEquals(List.of(), meta.getManagedFields());
        V1NodeStatus status = KubeJson.gson()
                .fromJson("{\"images\":[{\"names\":[\"a\"]}],\"phase\":\"Running\"}", V1NodeStatus.class);
        assertEquals(List.of(), status.getImages());
        assertEquals("Running", status.getPhase());
        V1NodeCondition condition =
                KubeJson.gson().fromJson("{\"type\":\"Ready\",\"message\":\"kubelet is well\"}", V1NodeCondition.class);
        assertEquals(new V1NodeCondition().type("Ready"), condition);
    }
}
