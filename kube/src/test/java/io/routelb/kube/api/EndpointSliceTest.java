package io.routelb.kube.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSliceTest {
    private static EndpointSlice read(String json) {
        return KubeJson.gson().fromJson(json.replace('\'', '"'), EndpointSlice.class);
    }

    @Test
    void isReadAsFarAsItIsUsedAndTheRestPassedOver() {
        EndpointSlice slice = read("""
                {'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','addressType':'IPv6','ports':[{'port':8080}],'newField':{'a':[1,{}]},
                 'metadata':{'name':'web-x1','namespace':'shop','resourceVersion':'17','uid':'u','creationTimestamp':'2026-01-01T00:00:00Z',
                  'labels':{'app':'web','kubernetes.io/service-name':'web','more':'x'},'managedFields':[{}]},
                 'endpoints':[{'addresses':['2001:db8::1'],'nodeName':'n1','zone':'a','targetRef':{'kind':'Pod'},
                   'conditions':{'ready':true,'serving':true,'terminating':false,'future':true}},
                  {'addresses':['2001:db8::2'],'conditions':{'ready':null,'serving':false}},
                  {'addresses':['2001:db8::3'],'nodeName':null,'conditions':null}]}""");
        assertEquals("IPv6", slice.addressType());
        assertEquals("web-x1", slice.getMetadata().getName());
        assertEquals("shop", slice.getMetadata().getNamespace());
        assertEquals("17", slice.getMetadata().getResourceVersion());
        assertEquals(
                Map.of(EndpointSlice.SERVICE_NAME_LABEL, "web"),
                slice.getMetadata().getLabels());
        List<EndpointSlice.Endpoint> endpoints = slice.endpoints();
        assertEquals(3, endpoints.size());
        assertEquals("n1", endpoints.get(0).nodeName);
        assertEquals(true, endpoints.get(0).ready);
        assertEquals(false, endpoints.get(0).terminating);
        assertNull(endpoints.get(1).ready);
        assertEquals(false, endpoints.get(1).serving);
        assertNull(endpoints.get(2).nodeName);
    }

    @Test
    void whatIsMissingOrNullIsEmpty() {
        EndpointSlice slice = read("{'metadata':{'name':'a','labels':null},'endpoints':null,'addressType':null}");
        assertEquals("", slice.addressType());
        assertTrue(slice.endpoints().isEmpty());
        assertTrue(read("{}").endpoints().isEmpty());
    }

    @Test
    void aListOfThemCarriesItsVersion() {
        EndpointSlice.ListOf list = KubeJson.gson().fromJson("""
                {"metadata":{"resourceVersion":"42"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""", EndpointSlice.ListOf.class);
        assertEquals("42", list.getMetadata().getResourceVersion());
        assertEquals("b", list.getItems().getLast().getMetadata().getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{'endpoints':{}}",
                "{'endpoints':[7]}",
                "{'metadata':[]}",
                "{'endpoints':[{'conditions':{'ready':[]}}]}",
                "{'endpoints':[{'nodeName':'n1'"
            })
    void whatIsNoSliceIsRefused(String json) {
        assertThrows(JsonParseException.class, () -> read(json));
    }
}
