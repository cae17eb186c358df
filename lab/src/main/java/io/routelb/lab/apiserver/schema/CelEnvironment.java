package io.routelb.lab.apiserver.schema;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;

/**
 * The CEL a rule may use: the standard library and macros, strings, sets, and of Kubernetes' own libraries addresses and CIDRs and
 * {@code find}/{@code findAll}. Not there, and refused when a CRD is created: url, quantity, format, optional types, authorizer.
 */
final class CelEnvironment {
    /** Bounds one evaluation; Kubernetes estimates cost instead. */
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private CelEnvironment() {}

    static Cel extended(CelTypeProvider types, CelType self) {
        CelBuilder builder = CelFactory.plannerCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(types)
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS))
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS))
                .addVar("self", self)
                .addVar("oldSelf", self);
        builder.addFunctionDeclarations(CelNetwork.declarations());
        builder.addFunctionBindings(CelNetwork.bindings());
        return builder.build();
    }
}
