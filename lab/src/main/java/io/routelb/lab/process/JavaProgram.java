package io.routelb.lab.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The command line that runs a program of this build: the module's jar and the jars beside it, on the JDK that runs the lab. */
public final class JavaProgram {
    private final Path root;
    private final Path temporary;
    private final Optional<String> classPath;
    private final Optional<Recording> recording;

    /** What is recorded of whom: the programs' jars by module, the java that runs them, and the folder for their caches. */
    private record Recording(Path java, Map<String, Path> jars, Path caches) {
        Recording {
            jars = Map.copyOf(jars);
        }
    }

    /** Where the build is, and the folder that Java may put its temporary files in (it must vanish with the lab). */
    public JavaProgram(Path root, Path temporary) {
        this(root, temporary, Optional.empty(), Optional.empty());
    }

    private JavaProgram(Path root, Path temporary, Optional<String> classPath, Optional<Recording> recording) {
        this.root = root;
        this.temporary = temporary;
        this.classPath = classPath;
        this.recording = recording;
    }

    /** Programs that are all on one class path, as in a test, where no jar is built yet. */
    public static JavaProgram ofClassPath(Path root, String classPath, Path temporary) {
        return new JavaProgram(root, temporary, Optional.of(classPath), Optional.empty());
    }

    /** The same, but these modules are run from these jars by that java, and write an ahead-of-time cache, MODULE.aot, when they end. */
    public JavaProgram recording(Path java, Map<String, Path> jars, Path caches) {
        return new JavaProgram(root, temporary, classPath, Optional.of(new Recording(java, jars, caches)));
    }

    /** Where programs put their temporary files. */
    public Path temporary() {
        return temporary;
    }

    /** The command that runs the main class of a module with the arguments. */
    public List<String> command(String module, String mainClass, List<String> arguments) throws IOException {
        Optional<Recording> recorded = recording.filter(all -> all.jars().containsKey(module));
        Path java =
                recorded.map(Recording::java).orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java"));
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                "-Dsun.net.httpserver.nodelay=true"));
        command.addAll(ownFlags(module));
        String jars;
        if (recorded.isPresent()) {
            jars = withLibraries(Objects.requireNonNull(recorded.get().jars().get(module)));
            command.add("-XX:AOTCacheOutput=" + recorded.get().caches().resolve(module + ".aot"));
        } else if (classPath.isPresent()) {
            jars = classPath.get();
        } else {
            jars = withLibraries(jar(module));
            command.addAll(cache(module));
        }
        command.addAll(List.of("-cp", jars, mainClass));
        command.addAll(arguments);
        return command;
    }

    /** The flags of the Java machine that a program brings along; they come last, so they count. */
    private List<String> ownFlags(String module) {
        Path options = root.resolve(module).resolve("src/main/jvm.options");
        return Files.exists(options) ? List.of("@" + options) : List.of();
    }

    /** What {@code bin/aot-caches} made; Java leaves a cache that is of another build or JDK aside, and is told to do so without a word. */
    private List<String> cache(String module) {
        Path cache = root.resolve("target/aot").resolve(module + ".aot");
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off") : List.of();
    }

    /** Always in the same order: an ahead-of-time cache is for one order. */
    private static String withLibraries(Path jar) throws IOException {
        List<String> libraries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(jar.resolveSibling("lib"), "*.jar")) {
            found.forEach(library -> libraries.add(library.toString()));
        }
        Collections.sort(libraries);
        return jar + ":" + String.join(":", libraries);
    }

    private Path jar(String module) throws IOException {
        Path target = root.resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "routelb-*.jar")) {
                for (Path jar : jars) {
                    return jar;
                }
            }
        }
        throw new ExpectationException("the module " + module + " is not built; run 'mvn package'");
    }
}
