package io.routelb.lab.apiserver;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CRDs of routing refuse what a schema can refuse, and say what is wrong; quotes are single here. */
class RoutingSchemaTest {
    private static SchemaServer schemas;

    @BeforeAll
    static void start() throws IOException {
        schemas = SchemaServer.with("bgppeers.routelb.io", "routingconfigs.routelb.io", "bgpadvertisements.routelb.io");
    }

    @AfterAll
    static void stop() throws IOException {
        schemas.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            neither address nor prefix | {'asn':64500} | exactly one of address, interface, autoDiscovery and prefix
            both | {'asn':64500,'address':'192.0.2.1','prefix':'192.0.2.0/24'} | exactly one of address, interface, autoDiscovery and prefix
            an address and an interface | {'asn':64500,'address':'fe80::1%eth1','interface':'eth1'} | exactly one of
            an address and a discovery | {'asn':64500,'address':'192.0.2.1','autoDiscovery':'DefaultGateway'} | exactly one of
            a discovery nobody knows | {'asn':64500,'autoDiscovery':'Anybody'} | spec.autoDiscovery
            a source of whoever it is | {'asn':64500,'autoDiscovery':'DefaultGateway','sourceAddress':'192.0.2.9'} | sourceAddress
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
        schemas.refuses("BGPPeer", spec, said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            unnumbered | {'asn':'External','interface':'bond0.100','bfd':{}}
            link-local | {'asn':64500,'address':'fe80::1%eth1'}
            the default gateway | {'asn':'External','autoDiscovery':'DefaultGateway','bfd':{}}
            IPv4 over IPv6 | {'asn':64500,'address':'2001:db8::1','extendedNextHop':true}
            dynamic neighbours | {'asn':'External','prefix':'2001:db8::/64','maxNeighbours':1000,'passive':true}
            BFD with whoever dials | {'asn':64500,'prefix':'192.0.2.0/24','bfd':{}}
            strict about a role | {'asn':64500,'address':'192.0.2.1','strictRole':true,'role':'Customer'}
            not strict | {'asn':64500,'address':'192.0.2.1','strictRole':false}
            add-path | {'asn':64500,'address':'192.0.2.1','addPath':{'send':true,'receive':true}}
            what happens beyond the limit | {'asn':64500,'address':'192.0.2.1','import':{'warnPercent':100,'restartAfter':'0s'}}
            """)
    void aGoodPeerIsTaken(String description, String spec) {
        schemas.takes("BGPPeer", spec);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a station without a port | {'bmp':{'address':'192.0.2.9'}} | spec.bmp.port
            a station by name | {'bmp':{'address':'station','port':11019}} | spec.bmp.address
            counts all the time | {'bmp':{'address':'192.0.2.9','port':11019,'statisticsInterval':'999ms'}} | statisticsInterval
            no path | {'bestPath':{'maximumPaths':0}} | spec.bestPath.maximumPaths
            external IPs without the cluster's ranges | {'externalIPs':{'allowed':['203.0.113.0/24']}} | allowed needs clusterIPRanges
            a mesh whose password is nowhere | {'mesh':{'enabled':true,'passwordSecretRef':{'key':'x'}}} | passwordSecretRef.name
            BFD in the mesh without end | {'mesh':{'enabled':true,'bfd':{'receiveInterval':'2h'}}} | receiveInterval
            pods told to some | {'podCIDRs':{'advertise':'Some'}} | spec.podCIDRs.advertise
            too many paths | {'bestPath':{'maximumPaths':65}} | spec.bestPath.maximumPaths
            a drain for hours | {'drain':{'gracefulShutdown':'11m'}} | gracefulShutdown
            a drain of no unit | {'drain':{'gracefulShutdown':'10'}} | spec.drain.gracefulShutdown
            """)
    void aBadConfigIsRefused(String description, String spec, String said) {
        schemas.refuses("RoutingConfig", spec, said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a station | {'bmp':{'address':'2001:db8::9','port':11019,'statisticsInterval':'5s'}}
            external IPs | {'externalIPs':{'allowed':['203.0.113.0/24'],'clusterIPRanges':['10.96.0.0/12','fd00:1::/108']}}
            a mesh | {'mesh':{'enabled':true,'passwordSecretRef':{'name':'mesh'},'bfd':{'detectMultiplier':3}},'podCIDRs':{'advertise':'All'}}
            a drain | {'drain':{'onCordon':true,'gracefulShutdown':'0s'}}
            best path | {'bestPath':{'alwaysCompareMED':true,'deterministicMED':false,'maximumPaths':1}}
            """)
    void aGoodConfigIsTaken(String description, String spec) {
        schemas.takes("RoutingConfig", spec);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no sources | {'peers':['r1']} | spec.sources
            nothing to announce | {'sources':[]} | spec.sources
            an unknown source | {'sources':['NodeIP']} | spec.sources
            a source twice | {'sources':['ClusterIP','ClusterIP']} | spec.sources
            a community too large | {'sources':['ClusterIP'],'attributes':{'communities':['65536:1']}} | spec.attributes.communities
            an unknown name | {'sources':['ClusterIP'],'attributes':{'communities':['NO_EXPORT']}} | spec.attributes.communities
            a large community too large | {'sources':['ClusterIP'],'attributes':{'largeCommunities':['4294967296:1:1']}} | at most 4294967295
            prepended too often | {'sources':['ClusterIP'],'attributes':{'asPathPrepend':11}} | spec.attributes.asPathPrepend
            a MED too large | {'sources':['ClusterIP'],'attributes':{'med':4294967296}} | spec.attributes.med
            a default route | {'sources':['ClusterIP'],'aggregationLength':0} | spec.aggregationLength
            longer than an address | {'sources':['ClusterIP'],'aggregationLengthV6':129} | spec.aggregationLengthV6
            less than none | {'sources':['ClusterIP'],'maxNextHops':-1} | spec.maxNextHops
            """)
    void aBadAdvertisementIsRefused(String description, String spec, String said) {
        schemas.refuses("BGPAdvertisement", spec, said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            the least | {'sources':['LoadBalancerIP']}
            to whom | {'sources':['PodCIDR','ClusterIP'],'peers':['r1'],'peerSelector':{'matchLabels':{'edge':'yes'}}}
            attributes | {'sources':['ExternalIP'],'attributes':{'communities':['65000:1','no-export'],'largeCommunities':['4294967295:0:1'],'med':0,'localPreference':4294967295,'asPathPrepend':10,'linkBandwidth':'PerEndpoint'}}
            aggregates | {'sources':['LoadBalancerIP'],'serviceGroups':['routed'],'aggregationLength':24,'aggregationLengthV6':64,'maxNextHops':2}
            """)
    void aGoodAdvertisementIsTaken(String description, String spec) {
        schemas.takes("BGPAdvertisement", spec);
    }
}
