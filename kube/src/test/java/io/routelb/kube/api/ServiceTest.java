package io.routelb.kube.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.routelb.kube.api.Service.ConditionEntry;
import io.routelb.kube.api.Service.IngressEntry;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTest {
    private static Service read(String json) {
        return KubeJson.gson().fromJson(json.replace('\'', '"'), Service.class);
    }

    @Test
    void keepsForAWriterWhatTheViewLeavesOut() {
        Service service = read("""
                {'metadata':{'namespace':'a','name':'b','resourceVersion':'7','generation':3,'finalizers':['z','a'],
                  'managedFields':[{'manager':'m'}],'labels':{'l':'1'}},
                 'status':{'loadBalancer':{'future':{},'ingress':[{'ip':'192.0.2.1','ipMode':'VIP','ports':[{'port':1,'protocol':'TCP'}]},
                   {'hostname':'h','future':1}]},
                  'conditions':[{'type':'T','status':'Unknown','reason':'R','message':'m','lastTransitionTime':'2026-01-01T00:00:00Z',
                   'observedGeneration':2},{'type':'F'}]}}""");
        assertEquals(
                "a/b",
                service.getMetadata().getNamespace() + "/"
                        + service.getMetadata().getName());
        assertEquals("7", service.getMetadata().getResourceVersion());
        assertEquals(3, service.generation());
        assertEquals(List.of("z", "a"), service.finalizers());
        assertEquals(Set.of("a", "z"), service.view().finalizers());
        assertEquals(
                List.of(
                        new IngressEntry(
                                new ServiceView.Ingress("192.0.2.1", "", "VIP"),
                                Optional.of(JsonParser.parseString("[{\"port\":1,\"protocol\":\"TCP\"}]"))),
                        new IngressEntry(new ServiceView.Ingress("", "h", ""), Optional.empty())),
                service.ingress());
        assertEquals(
                List.of(
                        new ConditionEntry("T", "Unknown", "R", "m", "2026-01-01T00:00:00Z", 2),
                        new ConditionEntry("F", "", "", "", "", 0)),
                service.conditions());
    }

    @Test
    void whatDecidesOverItsRoutesIsRead() {
        ServiceView.Exposure exposure = read("""
                        {'metadata':{'name':'b','labels':{'tier':'web'}},
                         'spec':{'clusterIP':'10.96.0.7','clusterIPs':['10.96.0.7','fd00::7'],'externalIPs':['203.0.113.7'],
                           'internalTrafficPolicy':'Local'}}""").view().exposure();
        assertEquals(
                new ServiceView.Exposure(
                        Map.of("tier", "web"),
                        List.of("10.96.0.7", "fd00::7"),
                        List.of("203.0.113.7"),
                        ServiceView.TrafficPolicy.LOCAL),
                exposure);
        assertEquals(
                List.of(),
                read("{'metadata':{'name':'b'},'spec':{'clusterIPs':['None'],'clusterIP':'None'}}")
                        .view()
                        .exposure()
                        .clusterIPs());
    }

    @Test
    void theManifestKubectlKeepsIsPassedOver() {
        Service service = read("{'metadata':{'name':'b','annotations':{'k':'v','" + KubeJson.LAST_APPLIED
                + "':'{}','none':null},'creationTimestamp':'2026-01-02T03:04:05+01:00'}}");
        assertEquals(Map.of("k", "v"), service.view().annotations());
        assertEquals(Instant.parse("2026-01-02T02:04:05Z"), service.view().created());
    }

    @Test
    void whatIsNullIsAsIfItWereNotThere() {
        String nulls = "{'metadata':{'name':'b','namespace':null,'uid':null,'generation':null,'creationTimestamp':null,"
                + "'deletionTimestamp':null,'labels':null,'annotations':null,'finalizers':null},'spec':{'type':null,'clusterIP':null,"
                + "'ipFamilies':null,'ipFamilyPolicy':null,'ports':null,'selector':null,'externalTrafficPolicy':null,'clusterIPs':null,'externalIPs':null},"
                + "'status':{'loadBalancer':null,'conditions':null}}";
        Service plain = read("{'metadata':{'name':'b'}}");
        assertEquals(plain.view(), read(nulls).view());
        assertEquals(
                plain.view(),
                read("{'metadata':{'name':'b'},'spec':null,'status':{'loadBalancer':{'ingress':null}}}")
                        .view());
        assertEquals(new ObjectKey("", "b"), plain.view().key());
        assertTrue(read("{}").view().annotations().isEmpty());
    }

    @Test
    void aListOfThemCarriesItsVersion() {
        Service.ListOf list = KubeJson.gson().fromJson("""
                {"metadata":{"resourceVersion":"42"},"items":[{"metadata":{"name":"a"}},{"spec":{"ipFamilies":["IPv6","IPv9"]}}]}""", Service.ListOf.class);
        assertEquals("42", list.getMetadata().getResourceVersion());
        assertEquals("a", list.getItems().getFirst().getMetadata().getName());
        assertEquals(List.of(IpFamily.IPV6), list.getItems().getLast().view().ipFamilies());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2024-02-29T23:59:59Z",
                "0000-01-01T00:00:00Z",
                "2026-01-02T03:04:05.123456Z",
                "2026-01-02T03:04:05+02:00"
            })
    void timesAreReadAsTheStandardParserReadsThem(String text) {
        assertEquals(Instant.parse(text), Timestamps.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-01T24:00:01Z",
                "2026-01-01 00:00:00Z",
                "2026-+1-01T00:00:00Z",
                "\u0662026-01-01T00:00:0Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThrows(DateTimeException.class, () -> Timestamps.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{'spec':[]}",
                "{'spec':{'ports':[7]}}",
                "{'spec':{'ports':[{'port':'http'}]}}",
                "{'spec':{'selector':[]}}",
                "{'metadata':{'creationTimestamp':'yesterday'}}",
                "{'metadata':{'annotations':{'k':{}}}}",
                "{'status':{'conditions':{}}}",
                "{'status':{'loadBalancer':{'ingress':[{'ip':"
            })
    void whatIsNoServiceIsRefused(String json) {
        assertThrows(JsonParseException.class, () -> read(json));
    }
}
