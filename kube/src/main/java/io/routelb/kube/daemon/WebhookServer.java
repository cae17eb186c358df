package io.routelb.kube.daemon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.watch.SecretWatch;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ObjectKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS for the API server's admission reviews: POST on {@value #PATH}, bodies of at most 3 MiB, four at a time. The certificate comes from a
 * Secret and is replaced live: nothing is served before there is a good one, and a bad one changes nothing. Owns one thread that looks
 * after the certificate, and the server's.
 */
public final class WebhookServer implements AutoCloseable {
    /** The one path served. */
    public static final String PATH = "/validate";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final int LARGEST_BODY = 3 * 1024 * 1024;
    private static final int THREADS = 4;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
    private static final Duration BIND_AGAIN = Duration.ofSeconds(5);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);

    static {
        DaemonHttp.limit();
    }

    /** Where to serve, and the Secret with the certificate. */
    public record Settings(InetSocketAddress listen, ObjectKey secret) {}

    /** What is sent back: JSON with code 200, else a sentence. */
    public record Answer(int code, String body) {}

    /** Judges one review; called by several threads at once. */
    @FunctionalInterface
    public interface Handler {
        Answer answer(byte[] body);
    }

    private final Settings settings;
    private final Handler handler;
    private final Clock clock;
    private final SSLContext tls;
    private final LiveIdentity identity = new LiveIdentity();
    private final WakeSignal wake = new WakeSignal();
    private final SecretWatch secret;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("webhook-", 0).factory());
    private final Thread keeper;
    private volatile Optional<HttpsServer> server = Optional.empty();
    private volatile boolean stopping;
    private Optional<Map<String, byte[]>> seen = Optional.empty();
    private String complaint = "";

    private WebhookServer(ApiClient client, Settings settings, Clock clock, SSLContext tls, Handler handler) {
        this.settings = settings;
        this.handler = handler;
        this.clock = clock;
        this.tls = tls;
        this.secret = SecretWatch.start(client, settings.secret(), wake);
        this.keeper = Thread.ofPlatform().daemon().name("webhook-certificate").unstarted(this::keepCertificate);
    }

    /** Starts looking for the certificate and returns at once. */
    public static WebhookServer start(ApiClient client, Settings settings, Clock clock, Handler handler)
            throws StartupException {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            WebhookServer started = new WebhookServer(client, settings, clock, tls, handler);
            tls.init(new KeyManager[] {started.identity}, null, null);
            started.keeper.start();
            return started;
        } catch (GeneralSecurityException e) {
            throw new StartupException("this Java has no TLS: " + e.getMessage(), e);
        }
    }

    /** The port bound; empty while there is no usable certificate. */
    public OptionalInt port() {
        return server.map(bound -> OptionalInt.of(bound.getAddress().getPort())).orElse(OptionalInt.empty());
    }

    @Override
    public void close() {
        stopping = true;
        wake.wake();
        secret.close();
        try {
            keeper.join(STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.ifPresent(bound -> bound.stop(0));
        threads.shutdownNow();
    }

    private void keepCertificate() {
        try {
            while (!stopping) {
                boolean shown = look();
                wake.await(shown && server.isEmpty() && !listen() ? BIND_AGAIN : LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("webhook certificate no longer looked after");
        }
    }

    /** Takes over what the Secret says now; whether there is something to show. */
    private boolean look() {
        if (!secret.synced()) {
            return seen.isPresent();
        }
        Optional<Map<String, byte[]>> data = secret.data();
        if (data.isEmpty()) {
            complain("the Secret does not exist");
            return seen.isPresent();
        }
        if (seen.isPresent() && same(seen.get(), data.get())) {
            return true;
        }
        try {
            ServerIdentity read = ServerIdentity.parse(data.get(), clock.instant());
            identity.show(read);
            seen = data;
            complaint = "";
            LOG.atInfo()
                    .addKeyValue("secret", settings.secret())
                    .addKeyValue("expires", read.expires())
                    .log("webhook certificate in force");
        } catch (InvalidValueException e) {
            complain(e.sentence());
        }
        return seen.isPresent();
    }

    private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return Arrays.equals(one.get(ServerIdentity.CERTIFICATE), other.get(ServerIdentity.CERTIFICATE))
                && Arrays.equals(one.get(ServerIdentity.KEY), other.get(ServerIdentity.KEY));
    }

    private void complain(String reason) {
        if (!reason.equals(complaint)) {
            complaint = reason;
            LOG.atWarn()
                    .addKeyValue("secret", settings.secret())
                    .addKeyValue("reason", reason)
                    .log(
                            seen.isPresent()
                                    ? "webhook certificate refused; the one before stays in force"
                                    : "no webhook certificate; the webhook does not listen yet");
        }
    }

    private boolean listen() {
        try {
            HttpsServer bound = HttpsServer.create(settings.listen(), 16);
            bound.setHttpsConfigurator(new Modern(tls));
            bound.setExecutor(threads);
            bound.createContext(PATH, this::serve);
            bound.start();
            server = Optional.of(bound);
            LOG.atInfo().addKeyValue("port", bound.getAddress().getPort()).log("webhook listens");
            return true;
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("address", settings.listen())
                    .addKeyValue("reason", e.getMessage())
                    .log("webhook cannot listen, retrying");
            return false;
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            DaemonHttp.answer(
                    exchange, answer.code(), answer.code() == 200 ? "application/json" : "text/plain", answer.body());
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            return new Answer(404, "only " + PATH + " is served\n");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Answer(405, "only POST is understood\n");
        }
        if (!type.startsWith("application/json")) {
            return new Answer(415, "only application/json is understood\n");
        }
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            return new Answer(413, "a review is at most " + LARGEST_BODY + " bytes\n");
        }
        try {
            return handler.answer(body);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("admission review failed");
            return new Answer(500, "the review could not be judged\n");
        }
    }

    /** TLS 1.2 and newer. */
    private static final class Modern extends HttpsConfigurator {
        Modern(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters ours = getSSLContext().getDefaultSSLParameters();
            ours.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setSSLParameters(ours);
        }
    }
}
