package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.lab.apiserver.RestClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CRDs of routing refuse what a schema can refuse, and say what is wrong; quotes are single here. */
class RoutingSchemaTest {
    private static final Path CRDS = Path.of(System.getProperty("routelb.root"), "deploy", "crds");
    private static final String API = "/apis/routelb.io/v1/";

    private static ApiServer server;
    private static RestClient admin;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        admin = RestClient.admin(server);
        for (String name : List.of("bgppeers", "routingconfigs")) {
            Answer crd = admin.with("Content-Type", "application/yaml")
                    .post(
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            Files.readString(CRDS.resolve(name + ".routelb.io.yaml")));
            assertEquals(201, crd.code(), crd.text());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        admin.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            neither address nor prefix | {'asn':64500} | exactly one of address, interface and prefix
            both | {'asn':64500,'address':'192.0.2.1','prefix':'192.0.2.0/24'} | exactly one of address, interface and prefix
            an address and an interface | {'asn':64500,'address':'fe80::1%eth1','interface':'eth1'} | exactly one of
            a source on an interface | {'asn':64500,'interface':'eth1','sourceAddress':'fe80::2'} | sourceAddress
            an interface far away | {'asn':64500,'interface':'eth1','ebgpMultihop':2} | one hop away
            no name of an interface | {'asn':64500,'interface':'../eth1'} | spec.interface
            a zone that is none | {'asn':64500,'address':'fe80::1%'} | spec.address
            a prefix without length | {'asn':64500,'prefix':'192.0.2.0'} | spec.prefix
            a limit for one peer | {'asn':64500,'address':'192.0.2.1','maxNeighbours':5} | maxNeighbours needs prefix
            more neighbours than there may be | {'asn':64500,'prefix':'192.0.2.0/24','maxNeighbours':1001} | spec.maxNeighbours
            a source for nobody | {'asn':64500,'prefix':'192.0.2.0/24','sourceAddress':'192.0.2.9'} | sourceAddress
            a source of the other family | {'asn':64500,'address':'192.0.2.1','sourceAddress':'2001:db8::1'} | sourceAddress
            strict about no role | {'asn':64500,'address':'192.0.2.1','strictRole':true} | strictRole needs role
            a warning at 0 % | {'asn':64500,'address':'192.0.2.1','import':{'warnPercent':0}} | spec.import.warnPercent
            a pause of days | {'asn':64500,'address':'192.0.2.1','import':{'restartAfter':'25h'}} | restartAfter
            """)
    void aBadPeerIsRefused(String description, String spec, String said) {
        refused("bgppeers", "BGPPeer", spec, said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            unnumbered | {'asn':'External','interface':'bond0.100','bfd':{}}
            link-local | {'asn':64500,'address':'fe80::1%eth1'}
            dynamic neighbours | {'asn':'External','prefix':'2001:db8::/64','maxNeighbours':1000,'passive':true}
            BFD with whoever dials | {'asn':64500,'prefix':'192.0.2.0/24','bfd':{}}
            strict about a role | {'asn':64500,'address':'192.0.2.1','strictRole':true,'role':'Customer'}
            not strict | {'asn':64500,'address':'192.0.2.1','strictRole':false}
            add-path | {'asn':64500,'address':'192.0.2.1','addPath':{'send':true,'receive':true}}
            what happens beyond the limit | {'asn':64500,'address':'192.0.2.1','import':{'warnPercent':100,'restartAfter':'0s'}}
            """)
    void aGoodPeerIsTaken(String description, String spec) {
        taken("bgppeers", "BGPPeer", spec);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a station without a port | {'bmp':{'address':'192.0.2.9'}} | spec.bmp.port
            a station by name | {'bmp':{'address':'station','port':11019}} | spec.bmp.address
            counts all the time | {'bmp':{'address':'192.0.2.9','port':11019,'statisticsInterval':'999ms'}} | statisticsInterval
            no path | {'bestPath':{'maximumPaths':0}} | spec.bestPath.maximumPaths
            too many paths | {'bestPath':{'maximumPaths':65}} | spec.bestPath.maximumPaths
            a drain for hours | {'drain':{'gracefulShutdown':'11m'}} | gracefulShutdown
            a drain of no unit | {'drain':{'gracefulShutdown':'10'}} | spec.drain.gracefulShutdown
            """)
    void aBadConfigIsRefused(String description, String spec, String said) {
        refused("routingconfigs", "RoutingConfig", spec, said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a station | {'bmp':{'address':'2001:db8::9','port':11019,'statisticsInterval':'5s'}}
            a drain | {'drain':{'onCordon':true,'gracefulShutdown':'0s'}}
            best path | {'bestPath':{'alwaysCompareMED':true,'deterministicMED':false,'maximumPaths':1}}
            """)
    void aGoodConfigIsTaken(String description, String spec) {
        taken("routingconfigs", "RoutingConfig", spec);
    }

    private static void refused(String plural, String kind, String spec, String said) {
        Answer answer = create(plural, kind, spec);
        assertEquals(422, answer.code(), answer.text());
        assertTrue(answer.text().contains(said), answer.text());
    }

    private static void taken(String plural, String kind, String spec) {
        Answer answer = create(plural, kind, spec);
        assertEquals(201, answer.code(), answer.text());
    }

    private static Answer create(String plural, String kind, String spec) {
        String object = "{'apiVersion':'routelb.io/v1','kind':'" + kind + "','metadata':{'generateName':'x-'},'spec':"
                + spec + "}";
        return admin.post(API + plural, object.replace('\'', '"'));
    }
}
