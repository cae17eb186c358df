package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.kube.api.KubeJson;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.model.Addresses;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertisementViewsTest {
    private static BgpAdvertisementView spec(String fields) throws InvalidValueException {
        String json = "{'metadata':{'name':'b','generation':3,'creationTimestamp':'2026-01-02T03:04:05Z'},'spec':{"
                + fields + "}}";
        BgpAdvertisement read = KubeJson.gson().fromJson(json.replace('\'', '"'), BgpAdvertisement.class);
        return AdvertisementViews.advertisement(read, Objects.requireNonNull(read.getMetadata()));
    }

    private static ExternalIpsView external(String fields) throws InvalidValueException {
        String json = "{'spec':{'externalIPs':{" + fields + "}}}";
        RoutingConfig read = KubeJson.gson().fromJson(json.replace('\'', '"'), RoutingConfig.class);
        return AdvertisementViews.externalIps(Objects.requireNonNull(read.spec).externalIPs);
    }

    @Test
    void whatIsNotSaidIsTheContractsDefault() throws InvalidValueException {
        BgpAdvertisementView view = spec("'sources':['LoadBalancerIP']");
        assertEquals(Set.of(Source.LOAD_BALANCER_IP), view.sources());
        assertEquals(Selection.ALL, view.selection());
        assertEquals(RouteAttributes.DEFAULT, view.attributes());
        assertEquals(LinkBandwidth.NONE, view.linkBandwidth());
        assertEquals(OptionalInt.empty(), view.aggregationLength());
        assertEquals(0, view.maxNextHops());
        assertEquals(Instant.parse("2026-01-02T03:04:05Z"), view.created());
    }

    @Test
    void everythingThatCanBeSaidIsRead() throws InvalidValueException {
        BgpAdvertisementView view = spec("""
                'sources':['ClusterIP','ExternalIP','PodCIDR'],'serviceGroups':['routed'],'peers':['r1'],'maxNextHops':2,
                'serviceSelector':{'matchLabels':{'tier':'web'}},'namespaceSelector':{'matchLabels':{'team':'a'}},
                'nodeSelector':{'matchExpressions':[{'key':'rack','operator':'In','values':['1','2']}]},
                'peerSelector':{'matchLabels':{'edge':'yes'}},'aggregationLength':24,'aggregationLengthV6':64,
                'attributes':{'communities':['65000:1','no-export','65000:1'],'largeCommunities':['65000:1:2'],
                  'localPreference':200,'med':4294967295,'asPathPrepend':3,'linkBandwidth':'PerEndpoint'}""");
        assertEquals(Set.of(Source.CLUSTER_IP, Source.EXTERNAL_IP, Source.POD_CIDR), view.sources());
        Selection selection = view.selection();
        assertEquals(Set.of("routed"), selection.serviceGroups());
        assertTrue(selection.services().matches(Map.of("tier", "web")));
        assertTrue(selection.namespaces().matches(Map.of("team", "a")));
        assertTrue(selection.nodes().matches(Map.of("rack", "2")));
        assertTrue(selection.peerLabels().matches(Map.of("edge", "yes")));
        assertFalse(selection.nodes().matches(Map.of()));
        assertEquals(
                new RouteAttributes(
                        List.of(0xFDE8_0001, 0xFFFF_FF01),
                        List.of(new LargeCommunity(65_000, 1, 2)),
                        List.of(),
                        OptionalLong.of(4_294_967_295L),
                        OptionalLong.of(200),
                        3),
                view.attributes());
        assertEquals(LinkBandwidth.PER_ENDPOINT, view.linkBandwidth());
        assertEquals(OptionalInt.of(24), view.aggregationLength());
        assertEquals(OptionalInt.of(64), view.aggregationLengthV6());
        assertEquals(2, view.maxNextHops());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing to announce | 'sources':[] | sources names nothing
            an unknown source | 'sources':['NodeIP'] | "NodeIP" is not LoadBalancerIP
            no community | 'attributes':{'communities':['65536:1']} | "65536:1" is no community
            no large community | 'attributes':{'largeCommunities':['1:2']} | "1:2" is no large community
            a negative MED | 'attributes':{'med':-1} | attributes.med -1 is not 0 to 4294967295
            a local preference too large | 'attributes':{'localPreference':4294967296} | attributes.localPreference
            prepended too often | 'attributes':{'asPathPrepend':11} | attributes.asPathPrepend 11 is not 0 to 10
            an unknown weight | 'attributes':{'linkBandwidth':'PerPod'} | "PerPod" is not None or PerEndpoint
            longer than an address | 'aggregationLength':33 | aggregationLength 33 is not 1 to 32
            a default route | 'aggregationLengthV6':0 | aggregationLengthV6 0 is not 1 to 128
            less than none | 'maxNextHops':-1 | maxNextHops -1 is not 0 to 1024
            """)
    void whatCannotBeUsedIsRefused(String description, String fields, String said) {
        String all = fields.contains("sources") ? fields : "'sources':['ClusterIP']," + fields;
        InvalidValueException refused = assertThrows(InvalidValueException.class, () -> spec(all));
        assertTrue(refused.sentence().contains(said), refused.sentence());
    }

    @Test
    void anExternalIpMustBeAllowedAndNoClusterIp() throws InvalidValueException {
        ExternalIpsView view = external("'allowed':['203.0.113.0/24','10.0.0.0/8'],'clusterIPRanges':['10.96.0.0/12']");
        assertEquals(List.of(Prefix.of("10.96.0.0/12")), view.clusterIpRanges());
        assertTrue(view.permits(Addresses.of("203.0.113.7")));
        assertTrue(view.permits(Addresses.of("10.1.0.7")));
        assertFalse(view.permits(Addresses.of("10.96.0.7")));
        assertFalse(view.permits(Addresses.of("2001:db8::7")));
        assertEquals(ExternalIpsView.NONE, AdvertisementViews.externalIps(null));
    }

    @Test
    void allowingWithoutTheClustersRangesIsRefused() {
        InvalidValueException refused =
                assertThrows(InvalidValueException.class, () -> external("'allowed':['203.0.113.0/24']"));
        assertTrue(refused.sentence().contains("needs externalIPs.clusterIPRanges"), refused.sentence());
    }
}
