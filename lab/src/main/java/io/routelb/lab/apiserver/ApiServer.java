package io.routelb.lab.apiserver;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.routelb.lab.apiserver.builtin.BuiltinKinds;
import io.routelb.lab.apiserver.control.Controllers;
import io.routelb.lab.apiserver.http.Faults;
import io.routelb.lab.apiserver.http.RestApi;
import io.routelb.lab.apiserver.rbac.Tokens;
import io.routelb.lab.apiserver.registry.Kinds;
import io.routelb.lab.apiserver.registry.TypeIndex;
import io.routelb.lab.apiserver.store.Store;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A running server. Closing it drops every connection at once, as a kill would; with a data directory nothing acknowledged is lost. */
public final class ApiServer implements AutoCloseable {
    private static final String JOURNAL = "journal.jsonl";
    private static final String PORT = "port";
    private static final String KUBECONFIG = "admin.kubeconfig";

    static {
        // Read once by the JDK's server: without the first a small answer waits 40 ms for an ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        // The client library's generated classes are old; their only danger is a peer that floods this test server.
        System.setProperty("com.google.protobuf.use_unsafe_pre22_gencode", "true");
    }

    private final HttpsServer server;
    private final ExecutorService requests;
    private final Store store;
    private final Identity identity;
    private final Faults faults;

    private ApiServer(HttpsServer server, ExecutorService requests, Store store, Identity identity, Faults faults) {
        this.server = server;
        this.requests = requests;
        this.store = store;
        this.identity = identity;
        this.faults = faults;
    }

    /** Starts a server; it answers when this returns. */
    public static ApiServer start(Options options) throws IOException {
        try {
            Optional<Path> dataDir = options.dataDir();
            if (dataDir.isPresent()) {
                Files.createDirectories(dataDir.get());
            }
            Identity identity = dataDir.isPresent() ? Identity.kept(dataDir.get()) : Identity.fresh();
            Store store = dataDir.isPresent()
                    ? Store.journalled(dataDir.get().resolve(JOURNAL), options.watchHistory())
                    : Store.inMemory(options.watchHistory());
            TypeIndex types = new TypeIndex(store);
            Options.PortRange ports = options.nodePorts();
            BuiltinKinds builtin = new BuiltinKinds(
                    store.image(), ports.first(), ports.last(), options.dualStack(), InstantSource.system());
            store.observe(builtin);
            Kinds kinds = new Kinds(builtin);
            Controllers.start(store, kinds, InstantSource.system());
            RestApi api = RestApi.over(
                    store, types, kinds, new Tokens(identity.adminToken(), identity.keys()), InstantSource.system());
            HttpsServer server = bind(options);
            server.setHttpsConfigurator(new ClientsChoice(tls(identity, options)));
            server.createContext("/", api.handler());
            ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(requests);
            server.start();
            ApiServer running = new ApiServer(server, requests, store, identity, api.faults());
            if (dataDir.isPresent()) {
                Identity.write(dataDir.get(), PORT, running.uri().getPort() + "\n");
                Identity.write(dataDir.get(), KUBECONFIG, running.kubeconfig());
            }
            return running;
        } catch (GeneralSecurityException noTls) {
            throw new IOException("the server's certificate cannot be made", noTls);
        }
    }

    public URI uri() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    public String adminToken() {
        return identity.adminToken();
    }

    /** The authority's certificate as PEM. */
    public String caCertificate() {
        return identity.authorityPem();
    }

    /** The admin's kubeconfig, as YAML. */
    public String kubeconfig() {
        return kubeconfig(adminToken());
    }

    /** A kubeconfig for whoever the token speaks for, as YAML. */
    public String kubeconfig(String token) {
        String authority = Base64.getEncoder().encodeToString(caCertificate().getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Config
                current-context: lab
                clusters:
                - name: lab
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                contexts:
                - name: lab
                  context:
                    cluster: lab
                    user: lab
                users:
                - name: lab
                  user:
                    token: %s
                """.formatted(uri(), authority, token);
    }

    public Faults faults() {
        return faults;
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        requests.shutdownNow();
        store.close();
    }

    /** The first cipher suite the client names is taken, as Kubernetes' server does for a client that puts ChaCha20 first. */
    private static final class ClientsChoice extends HttpsConfigurator {
        ClientsChoice(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters own = getSSLContext().getDefaultSSLParameters();
            own.setUseCipherSuitesOrder(false);
            parameters.setSSLParameters(own);
        }
    }

    private static HttpsServer bind(Options options) throws IOException {
        InetSocketAddress wanted = options.listen();
        Optional<Path> last = options.dataDir().map(dir -> dir.resolve(PORT)).filter(Files::exists);
        if (wanted.getPort() == 0 && last.isPresent()) {
            int port = Integer.parseInt(Files.readString(last.get()).strip());
            try {
                return HttpsServer.create(new InetSocketAddress(wanted.getAddress(), port), 0);
            } catch (BindException taken) {
                return HttpsServer.create(wanted, 0);
            }
        }
        return HttpsServer.create(wanted, 0);
    }

    private static SSLContext tls(Identity identity, Options options) throws IOException, GeneralSecurityException {
        List<InetAddress> addresses = List.of(
                InetAddress.ofLiteral("127.0.0.1"),
                InetAddress.ofLiteral("::1"),
                InetAddress.ofLiteral("10.96.0.1"),
                options.listen().getAddress());
        return Certificates.serverContext(
                Certificates.unpem(identity.authorityPem()), identity.keys().getPrivate(), addresses);
    }
}
