package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Node;
import io.routelb.kube.api.EndpointSlice;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.Service;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.BirdView;
import io.routelb.model.Condition;
import io.routelb.model.EndpointView;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.HostDaemons;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.MeshView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
    private static final String META =
            "\"metadata\":{\"namespace\":\"a\",\"name\":\"b\",\"uid\":\"u\",\"generation\":3,"
                    + "\"resourceVersion\":\"7\"}";

    private static <T extends KubernetesObject, V> V view(
            Class<T> type, ViewCache.Conversion<T, V> conversion, String json) throws InvalidValueException {
        T object = KubeJson.gson().fromJson(json.replace('\'', '"'), type);
        return conversion.convert(object, Objects.requireNonNull(object.getMetadata()));
    }

    @Test
    void aServiceKeepsEverythingAPlanLooksAt() throws InvalidValueException {
        ServiceView view = view(Service.class, (service, meta) -> service.view(), """
                {'metadata':{'namespace':'a','name':'b','uid':'u','resourceVersion':'7','annotations':{'k':'v'},'finalizers':['f'],
                  'creationTimestamp':'2026-01-02T03:04:05Z','deletionTimestamp':'2026-01-02T03:04:06Z'},
                 'spec':{'type':'LoadBalancer','loadBalancerClass':'routelb.io/routelb','loadBalancerIP':'192.0.2.1',
                  'ipFamilies':['IPv6','IPv4'],'ipFamilyPolicy':'PreferDualStack','clusterIP':'10.0.0.1',
                  'ports':[{'port':80},{'port':53,'protocol':'UDP'}],'selector':{'app':'x'},
                  'externalTrafficPolicy':'Local','aFieldOfTomorrow':{'x':1}},
                 'status':{'loadBalancer':{'ingress':[{'ip':'192.0.2.1','ipMode':'VIP'},{'hostname':'h'}]},
                  'conditions':[{'type':'T','status':'True','reason':'R','message':'m'},{'type':'F','status':'Unknown'}]}}""");
        assertEquals(
                new ServiceView(
                        new ObjectKey("a", "b"),
                        "u",
                        "7",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        true,
                        "LoadBalancer",
                        "routelb.io/routelb",
                        "192.0.2.1",
                        List.of(IpFamily.IPV6, IpFamily.IPV4),
                        ServiceView.IpFamilyPolicy.PREFER_DUAL_STACK,
                        List.of(new ServiceView.Port("TCP", 80), new ServiceView.Port("UDP", 53)),
                        Map.of("app", "x"),
                        ServiceView.TrafficPolicy.LOCAL,
                        Map.of("k", "v"),
                        List.of(new ServiceView.Ingress("192.0.2.1", "", "VIP"), new ServiceView.Ingress("", "h", "")),
                        List.of(new Condition("T", true, "R", "m"), new Condition("F", false, "", "")),
                        false,
                        Set.of("f")),
                view);
    }

    @Test
    void anEmptyServiceIsTheDefaultsOfTheApi() throws InvalidValueException {
        ServiceView view = view(Service.class, (service, meta) -> service.view(), "{'metadata':{'name':'b'}}");
        assertEquals("ClusterIP", view.type());
        assertEquals(ServiceView.IpFamilyPolicy.SINGLE_STACK, view.ipFamilyPolicy());
        assertEquals(ServiceView.TrafficPolicy.CLUSTER, view.externalTrafficPolicy());
        assertEquals(Instant.EPOCH, view.created());
    }

    @Test
    void nilConditionsOfAnEndpointCountAsTheApiSays() throws InvalidValueException {
        CoreViews.Slice slice = view(EndpointSlice.class, CoreViews::slice, """
                {'metadata':{'namespace':'a','name':'s','labels':{'kubernetes.io/service-name':'b'}},'addressType':'IPv4',
                 'endpoints':[{'addresses':['10.0.0.1'],'nodeName':'n1'},
                  {'addresses':['10.0.0.2'],'nodeName':'n2','conditions':{'ready':false}},
                  {'addresses':['10.0.0.3'],'conditions':{'ready':false,'serving':true,'terminating':true}}]}""");
        assertEquals(
                new CoreViews.Slice(
                        new ObjectKey("a", "b"),
                        List.of(
                                new EndpointView("n1", true, true, false),
                                new EndpointView("n2", false, false, false),
                                new EndpointView("", false, true, true))),
                slice);
    }

    @Test
    void slicesOfNamesAddNoEndpoint() throws InvalidValueException {
        assertTrue(view(
                        EndpointSlice.class,
                        CoreViews::slice,
                        "{'metadata':{'name':'s'},'addressType':'FQDN','endpoints':[{'addresses':['x.example']}]}")
                .endpoints()
                .isEmpty());
    }

    @Test
    void aNodeTellsItsStateAndItsUsableAddresses() throws InvalidValueException {
        NodeView view = view(V1Node.class, CoreViews::node, """
                {'metadata':{'name':'n1','labels':{'l':'1'},'annotations':{'a/b':'c','kube-router.io/rr.client':'42',
                  'kube-router.io/other':'x','routelb.io/rr.client':'7','kubectl.kubernetes.io/x':'{}'}},
                 'spec':{'unschedulable':true,'podCIDRs':['10.1.0.0/24','nonsense']},
                 'status':{'conditions':[{'type':'Ready','status':'True'},{'type':'NetworkUnavailable','status':'False'}],
                  'addresses':[{'type':'InternalIP','address':'192.0.2.11'},{'type':'Hostname','address':'n1'},
                   {'type':'InternalIP','address':'oops'},{'type':'InternalIP','address':'2001:db8::11'}]}}""");
        assertEquals(
                new NodeView(
                        "n1",
                        Map.of("l", "1"),
                        Map.of("kube-router.io/rr.client", "42", "routelb.io/rr.client", "7"),
                        true,
                        false,
                        true,
                        List.of(Addresses.of("192.0.2.11"), Addresses.of("2001:db8::11")),
                        List.of(Prefix.of("10.1.0.0/24"))),
                view);
    }

    @Test
    void poolsOfAGroupAreListsFirstThenTheSingleOnes() throws InvalidValueException {
        ServiceGroupView view = view(ServiceGroup.class, CustomViews::serviceGroup, "{" + META + """
                ,'spec':{'namespaces':['x'],'namespaceDefault':true,'releaseCooldown':'5m','remote':{'multiPool':true,
                 'v4pool':{'pool':'p1','subnet':'s1'},'v4pools':[{'pool':'p2','subnet':'s2','aggregation':'/32','exclude':['e'],'avoidEdges':true}],
                 'v6pool':{'pool':'p3','subnet':'s3'}}}}""");
        assertEquals(
                new ServiceGroupView(
                        new ObjectKey("a", "b"),
                        "u",
                        Instant.EPOCH,
                        3,
                        "7",
                        ServiceGroupView.Kind.REMOTE,
                        List.of(
                                new ServiceGroupView.PoolText(IpFamily.IPV4, "p2", "s2", "/32", List.of("e"), true),
                                new ServiceGroupView.PoolText(IpFamily.IPV4, "p1", "s1", ""),
                                new ServiceGroupView.PoolText(IpFamily.IPV6, "p3", "s3", "")),
                        Set.of("x"),
                        new ServiceGroupView.Policy(false, true, true, false, false, Duration.ofMinutes(5)),
                        Optional.empty()),
                view);
    }

    @Test
    void anExternalGroupSaysWhomToAsk() throws InvalidValueException {
        ServiceGroupView view = view(
                ServiceGroup.class,
                CustomViews::serviceGroup,
                "{" + META + ",'spec':{'external':{'provider':'netbox','announce':'local'}}}");
        assertEquals(
                Optional.of(new ServiceGroupView.External(
                        "netbox", "/var/run/purelb/ipam.sock", ServiceGroupView.Kind.LOCAL)),
                view.external());
        assertThrows(
                InvalidValueException.class,
                () -> view(
                        ServiceGroup.class,
                        CustomViews::serviceGroup,
                        "{" + META + ",'spec':{'external':{'provider':'netbox','announce':'both'}}}"));
    }

    @Test
    void coolingAddressesOfAGroupAreReadAndWhatIsNoneIsLeftOut() throws InvalidValueException {
        ServiceGroupView view = view(ServiceGroup.class, CustomViews::serviceGroup, "{" + META + """
                ,'spec':{'remote':{}},'status':{'coolingAddresses':[{'address':'198.51.100.10','until':'2026-05-04T03:02:01Z'},
                 {'address':'oops','until':'2026-05-04T03:02:01Z'},{'address':'198.51.100.11'}]}}""");
        assertEquals(Map.of(Addresses.of("198.51.100.10"), Instant.parse("2026-05-04T03:02:01Z")), view.cooling());
    }

    @Test
    void aGroupOfNoKindIsRefused() {
        assertThrows(
                InvalidValueException.class,
                () -> view(ServiceGroup.class, CustomViews::serviceGroup, "{" + META + ",'spec':{}}"));
    }

    @Test
    void anEmptyRoutingConfigIsTheDefaultsOfTheContract() throws InvalidValueException {
        assertEquals(
                new RoutingConfigView(
                        new ObjectKey("a", "b"),
                        3,
                        LabelSelector.ALL,
                        RoutingConfigView.Backend.KERNEL,
                        64512,
                        "",
                        179,
                        Set.of(),
                        Duration.ofMillis(200),
                        PeerOptions.Restart.DEFAULT,
                        Optional.empty(),
                        SpeakerOptions.BestPath.DEFAULT,
                        LearnedRoutesView.DEFAULT,
                        ExternalIpsView.NONE,
                        new RoutingConfigView.Drain(false, Duration.ofSeconds(10)),
                        MeshView.OFF,
                        HostDaemons.DEFAULT),
                view(RoutingConfig.class, CustomViews::routingConfig, "{" + META + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "nothing said        | ~~                                                    | NONE",
                "the mesh is off     | 'mesh':{}                                             | NONE",
                "the mesh is on      | 'mesh':{'enabled':true}                               | MESH",
                "on, and told nobody | 'mesh':{'enabled':true},'podCIDRs':{'advertise':'None'} | NONE",
                "on, and told all    | 'mesh':{'enabled':true},'podCIDRs':{'advertise':'All'}  | ALL",
                "off, and told all   | 'podCIDRs':{'advertise':'All'}                        | ALL"
            })
    void podCidrsGoToTheMeshWhereThereIsOneUnlessSomethingElseIsSaid(
            String description, String spec, MeshView.PodRoutes expected) throws InvalidValueException {
        assertEquals(expected, config(spec == null ? "" : spec).mesh().podRoutes(), description);
    }

    @Test
    void aMeshHasAPasswordAndBfd() throws InvalidValueException {
        MeshView mesh = config("'mesh':{'enabled':true,'passwordSecretRef':{'name':'m'},'bfd':{'detectMultiplier':5}}")
                .mesh();
        assertEquals(Optional.of(new BgpPeerView.SecretRef("m", "password")), mesh.password());
        assertEquals(5, mesh.bfd().orElseThrow().multiplier());
        assertThrows(InvalidValueException.class, () -> config("'mesh':{'passwordSecretRef':{}}"));
        assertThrows(InvalidValueException.class, () -> config("'podCIDRs':{'advertise':'Some'}"));
    }

    @Test
    void aRoutingConfigSaysWhenAndHowANodeIsDrained() throws InvalidValueException {
        assertEquals(
                new RoutingConfigView.Drain(true, Duration.ofMillis(1500)),
                config("'drain':{'onCordon':true,'gracefulShutdown':'1s500ms'}").drain());
        assertEquals(RoutingConfigView.Drain.DEFAULT, config("'drain':{}").drain());
        assertThrows(InvalidValueException.class, () -> config("'drain':{'gracefulShutdown':'11m'}"));
    }

    @Test
    void aRoutingConfigNamesAStationAndHowPathsAreChosen() throws InvalidValueException {
        RoutingConfigView view = config("""
                'bmp':{'address':'2001:db8::9','port':11019,'statisticsInterval':'5s'},
                'bestPath':{'alwaysCompareMED':true,'deterministicMED':false,'maximumPaths':4}""");
        assertEquals(
                Optional.of(new SpeakerOptions.Monitor(Addresses.of("2001:db8::9"), 11019, Duration.ofSeconds(5))),
                view.monitor());
        assertEquals(new SpeakerOptions.BestPath(true, false, 4), view.bestPath());
        assertEquals(SpeakerOptions.BestPath.DEFAULT, config("'bestPath':{}").bestPath());
        assertEquals(
                Duration.ofMinutes(1),
                config("'bmp':{'address':'192.0.2.9','port':1}")
                        .monitor()
                        .orElseThrow()
                        .statistics());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a station without a port|'bmp':{'address':'192.0.2.9'}|bmp.port",
                "a station nowhere|'bmp':{'address':'0.0.0.0','port':11019}|bmp.address",
                "counts all the time|'bmp':{'address':'192.0.2.9','port':1,'statisticsInterval':'0s'}|statisticsInterval",
                "no path at all|'bestPath':{'maximumPaths':0}|bestPath.maximumPaths",
                "more paths than a kernel likes|'bestPath':{'maximumPaths':65}|bestPath.maximumPaths"
            })
    void whatARoutingConfigCannotSayIsRefusedByItsName(String description, String fields, String named) {
        InvalidValueException e = assertThrows(InvalidValueException.class, () -> config(fields), description);
        assertTrue(String.valueOf(e.getMessage()).contains(named), e.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "nothing said  | 'bird':{}                | auto INCLUDE /etc/bird/routelb.conf /run/bird/bird.ctl",
                "all of it     | 'bird':{'mode':'Full'}   | auto FULL /etc/bird/bird.conf /run/bird/bird.ctl",
                "where it is   | 'bird':{'configPath':'/usr/local/etc/b.d/r.conf','controlSocket':'/run/b.ctl'} | auto INCLUDE /usr/local/etc/b.d/r.conf /run/b.ctl",
                "whose syntax  | 'bird':{'version':'2.0.12'} | 2.0.12 INCLUDE /etc/bird/routelb.conf /run/bird/bird.ctl"
            })
    void theHostsBirdIsWhereItUsuallyIsUnlessSomethingElseIsSaid(String description, String spec, String expected)
            throws InvalidValueException {
        BirdView bird = config("'backend':'BIRD'," + spec).hostDaemons().bird();
        assertEquals(
                expected,
                bird.version() + " " + bird.mode() + " " + bird.configPath() + " " + bird.controlSocket(),
                description);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "'mode':'Some'",
                "'version':'two'",
                "'configPath':'bird.conf'",
                "'configPath':'/etc/bird/../shadow'",
                "'configPath':'/etc/a b'",
                "'controlSocket':'/run/\\\";'"
            })
    void whatWouldHaveToBeQuotedInBirdsOwnLanguageIsRefused(String spec) {
        assertThrows(InvalidValueException.class, () -> config("'bird':{" + spec + "}"));
    }

    private static RoutingConfigView config(String fields) throws InvalidValueException {
        return view(RoutingConfig.class, CustomViews::routingConfig, "{" + META + ",'spec':{" + fields + "}}");
    }
}
